/** Bad knocks at a port, at a rate: `node flood-sender.mjs PORT PER-SECOND SECONDS DATAGRAM-HEX…`. Prints how many it sent. */
import { createSocket } from "node:dgram";

const [port, perSecond, seconds] = process.argv.slice(2, 5).map(Number);
const datagrams = process.argv.slice(5).map((hex) => Buffer.from(hex, "hex"));
const socket = createSocket("udp4");
const total = perSecond * seconds;
const began = performance.now();
let handed = 0;
let settled = 0;
let sent = 0;

function turn() {
  const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * perSecond));
  for (; handed < due; handed++) {
    socket.send(datagrams[handed % datagrams.length], port, "127.0.0.1", (error) => {
      settled++;
      if (error === null) sent++;
    });
  }
  if (settled < total) setTimeout(turn, 1);
  else socket.close(() => console.log(sent));
}
turn();
