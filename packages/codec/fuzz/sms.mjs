/** Short messages: what is read is written again, and parts never hold more than their limits. */
import { strict as assert } from "node:assert";
import {
  decodeSmsDeliver,
  decodeUserData,
  encodeSmsDeliver,
  encodeUserData,
  Reassembly,
  splitUserData,
} from "@oma-dm/codec/sms";
import { decoded } from "./laws/refusal.mjs";

const ports = { destination: 2948, source: 9200 };
const sms = (userData) => encodeSmsDeliver({ originator: "+358501234567", timestamp: 0, userData });
const parts = splitUserData(new Uint8Array(300), ports, { reference: 7 });
export const seeds = [
  sms({ ports, payload: Uint8Array.of(1, 6, 1, 0xc4) }),
  ...parts,
  ...splitUserData(new Uint8Array(300), ports, { reference: 700, width: 16 }),
  Uint8Array.of(0, ...sms(decodeUserData(parts[1]))),
];
const LIMITS = { maxSets: 8, maxPerOriginator: 2, maxBytes: 600, expiresMs: 1000 };
const reassembly = new Reassembly(LIMITS);
let now = 0;

export function fuzz(data) {
  decoded(decodeSmsDeliver, data);
  const read = decoded(decodeUserData, data);
  if (read === undefined) return;
  assert.deepEqual(decodeUserData(encodeUserData(read)), { ...read, payload: Uint8Array.from(read.payload) });
  now += 10;
  const whole = reassembly.add(`+${data.length % 5}`, read, now);
  assert(reassembly.pending <= LIMITS.maxSets);
  if (read.concatenation === undefined) assert.deepEqual(whole.payload, read.payload);
}
