/** Whether a host name or address means this machine, the local network or the open internet; decided without asking DNS. */
import { BlockList, isIP } from 'node:net';
import type { ServerLocation } from '../../../../domain/server.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('0.0.0.0', 'ipv4');
loopback.addAddress('::1', 'ipv6');
loopback.addAddress('::', 'ipv6');

const privateNetworks = new BlockList();
privateNetworks.addSubnet('10.0.0.0', 8, 'ipv4');
privateNetworks.addSubnet('172.16.0.0', 12, 'ipv4');
privateNetworks.addSubnet('192.168.0.0', 16, 'ipv4');
privateNetworks.addSubnet('169.254.0.0', 16, 'ipv4');
// carrier-grade NAT: the range of overlay networks such as Tailscale
privateNetworks.addSubnet('100.64.0.0', 10, 'ipv4');
privateNetworks.addSubnet('fc00::', 7, 'ipv6');
privateNetworks.addSubnet('fe80::', 10, 'ipv6');

const privateSuffixes = ['.local', '.lan', '.internal', '.home.arpa', '.localdomain'];

/** `hostname` as `URL.hostname` gives it: lower case, IPv6 in brackets. A name without a dot is a name of the local network. */
export function locationOf(hostname: string): ServerLocation {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const version = isIP(host);
  if (version !== 0) {
    const family = version === 4 ? 'ipv4' : 'ipv6';
    if (loopback.check(host, family)) return 'loopback';
    return privateNetworks.check(host, family) ? 'private' : 'public';
  }
  if (host === 'localhost' || host.endsWith('.localhost')) return 'loopback';
  if (!host.includes('.') || privateSuffixes.some((suffix) => host.endsWith(suffix))) return 'private';
  return 'public';
}
