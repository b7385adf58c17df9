/** Ports for programs that cannot say which one they were given for 0. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below those a system gives to whoever asks for any port: what is free here stays free for whoever listens next. */
const FIRST = 10_000;
const LAST = 32_000;

/** So many ports of 127.0.0.1, each free for TCP and for UDP. */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const tcp = createServer();
  const udp = createSocket("udp4");
  try {
    tcp.listen(port, "127.0.0.1");
    await once(tcp, "listening");
    udp.bind(port, "127.0.0.1");
    await once(udp, "listening");
    return true;
  } catch {
    return false;
  } finally {
    if (tcp.listening) await new Promise((resolve) => tcp.close(resolve));
    await new Promise<void>((resolve) => udp.close(() => resolve()));
  }
}
