/** Says in words what it means when a connection is refused, dies, stays silent or speaks something else than HTTP. */
import { codeOf, type Failure } from '../../../../domain/failure.ts';
import { startCommandFor } from './startCommand.ts';

const tlsCodes = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT.*|CERT_.*|ERR_TLS_CERT_.*)$/;

export function failureOfSocket(error: Error, url: URL): Failure {
  const code = codeOf(error) ?? 'unknown';
  const cause = `${code}: ${error.message}`.slice(0, 300);
  const at = url.host;
  if (code === 'ECONNREFUSED') {
    return { kind: 'serverGone', detail: `Nothing listens at ${at}: the connection was refused.`, advice: startCommandFor(url.port), cause };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { kind: 'serverGone', detail: `The host name ${url.hostname} cannot be found.`, advice: 'Check the spelling of the address and the network.', cause };
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'ETIMEDOUT') {
    return { kind: 'serverGone', detail: `${at} cannot be reached from this machine.`, advice: 'Check that the machine is on, its firewall and the network.', cause };
  }
  if (tlsCodes.test(code)) {
    return { kind: 'insecureAddress', detail: `The certificate of ${at} is not trusted (${code}).`, advice: 'If this is your own server, allow its self-signed certificate for this address: --self-signed, or acceptsSelfSigned in plimsoll.servers.', cause };
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return { kind: 'notAnApi', detail: `${at} does not speak TLS.`, advice: `Use http:// instead of https:// for ${at}.`, cause };
  }
  if (code.startsWith('HPE_')) {
    return { kind: 'notAnApi', detail: `${at} answers, but not in HTTP.`, advice: 'Another program owns this port, or the server expects https://.', cause };
  }
  return { kind: 'serverGone', detail: `The connection to ${at} broke before an answer came.`, advice: 'Look into the log of the server: it may have crashed or been restarted.', cause };
}

/** Nobody answered in time, at one of two moments. */
export function failureOfSilence(moment: 'connecting' | 'answering', limitMs: number, url: URL): Failure {
  const seconds = (limitMs / 1000).toLocaleString('en', { maximumFractionDigits: 1 });
  if (moment === 'connecting') {
    return { kind: 'serverGone', detail: `${url.host} did not accept a connection within ${seconds} s.`, advice: 'Check the address, the firewall and that the server runs.' };
  }
  return {
    kind: 'noFirstByte',
    detail: `${url.host} accepted the request but sent nothing for ${seconds} s.`,
    advice: 'The server hangs, is loading a model or is busy with another request; look into its log or allow more time.',
  };
}
