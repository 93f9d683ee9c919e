/** The sockets of one origin: connections that are kept, and fresh ones for a retry. Proxies from the environment are never used. */
import http from 'node:http';
import https from 'node:https';

export interface OriginAgents {
  readonly kept: http.Agent;
  /** Opens a connection for every request: a retry must not meet the next dead one. */
  readonly fresh: http.Agent;
}

/** `acceptsSelfSigned` is the user's explicit choice for this one origin. */
export function createOriginAgents(isEncrypted: boolean, acceptsSelfSigned: boolean): OriginAgents {
  if (!isEncrypted) {
    return { kept: new http.Agent({ keepAlive: true, noDelay: true }), fresh: new http.Agent({ keepAlive: false, noDelay: true }) };
  }
  const rejectUnauthorized = !acceptsSelfSigned;
  return {
    kept: new https.Agent({ keepAlive: true, noDelay: true, rejectUnauthorized }),
    fresh: new https.Agent({ keepAlive: false, noDelay: true, rejectUnauthorized }),
  };
}
