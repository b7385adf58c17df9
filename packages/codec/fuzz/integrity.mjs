/** The header of a message's MAC: what was read is read again from what is printed of it. */
import { strict as assert } from "node:assert";
import { parseIntegrityHeader, printIntegrityHeader } from "@oma-dm/codec";

export const seeds = [
  'algorithm=MD5, username="gw-1", mac=91o6k7iTz9rwVedoZ8A0PQ==',
  'MAC="a" , USERNAME=me',
  'username="a\\"b\\\\", algorithm = sha-256,mac=x',
].map((text) => Buffer.from(text));

export function fuzz(data) {
  const read = parseIntegrityHeader(Buffer.from(data).toString("latin1"));
  if (read?.algorithm === undefined || !/^[A-Za-z0-9+/=]+$/.test(read.mac)) return;
  assert.deepEqual(parseIntegrityHeader(printIntegrityHeader(read.algorithm, read.username, read.mac)), read);
}
