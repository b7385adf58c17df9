/** Hosts that are this machine, whatever the network says (decisions D20). Clause: RFC 6761 §6.3, RFC 1122 §3.2.1.3. */

/** `hostname` as the URL parser leaves it: IPv4 in four decimal parts, IPv6 compressed and in brackets. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
