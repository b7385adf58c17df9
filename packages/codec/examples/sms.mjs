/** A push too long for one short message: split, numbered, and put together again in whatever order it comes. */
import { decodeSmsDeliver, decodeUserData, encodeSmsDeliver, Reassembly, splitUserData } from "@oma-dm/codec/sms";

const push = new Uint8Array(300);
const parts = splitUserData(push, { destination: 2948, source: 9200 }, { reference: 7 });
const messages = parts.map((part) =>
  encodeSmsDeliver({ originator: "+358501234567", timestamp: 0, userData: decodeUserData(part) }),
);

const reassembly = new Reassembly();
for (const message of messages.reverse()) {
  const { originator, userData } = decodeSmsDeliver(message);
  const { sequence, total } = userData.concatenation;
  const whole = reassembly.add(originator, userData, Date.now());
  console.log(
    `part ${sequence} of ${total}:`,
    whole ? `${whole.payload.length} octets to ${whole.ports.destination}` : "…",
  );
}

// Prints:
// part 3 of 3: …
// part 2 of 3: …
// part 1 of 3: 300 octets to 2948
