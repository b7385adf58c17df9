/** Any bytes are a directory of a card or a DecodeError, and every path that is found can be asked for. */
import { strict as assert } from "node:assert";
import {
  DM_BOOTSTRAP_OID,
  decodeApplications,
  decodeDataObjects,
  decodeFileInfo,
  decodeIccid,
  decodeObjectDirectory,
  decodeSimFileInfo,
} from "@oma-dm/codec/uicc";
import { decoded } from "./laws/refusal.mjs";

const hex = (text) => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));

export const seeds = [
  "61 1B 4F 0C A000000063504B43532D3135 50 06 504B43533135 51 04 3F007F50",
  "A7 06 30 04 04 02 6430 FF FF",
  "A1 21 30 04 0C 02 444D 30 00 A1 16 30 14 06 04 672B0701 30 0C 04 02 6433 02 01 04 80 03 000100",
  "30 14 30 02 0C00 30 06 06 04 672B0701 A1 06 30 04 04 02 6433",
  "62 11 82 05 4221003001 83 02 2F00 80 02 0030 8A 01 05",
  "98 10 14 30 12 11 81 15 70 F2",
].map(hex);

function checkPaths(paths) {
  for (const { files, index, length } of paths ?? []) {
    assert(
      files.length >= 1 && files.length <= 8 && files.every((id) => Number.isInteger(id) && id >= 0 && id <= 0xffff),
    );
    assert(Number.isSafeInteger(index) && (length === undefined || Number.isSafeInteger(length)));
  }
}

export function fuzz(data) {
  for (const { aid, path = [] } of decoded(decodeApplications, data) ?? []) {
    assert(aid.length <= data.length && path.length <= 8);
  }
  checkPaths(decoded(decodeObjectDirectory, data));
  checkPaths(decoded((bytes) => decodeDataObjects(bytes, DM_BOOTSTRAP_OID), data));
  for (const decode of [decodeFileInfo, decodeSimFileInfo]) {
    const info = decoded(decode, data);
    for (const value of Object.values(info ?? {})) assert(Number.isSafeInteger(value) && value >= 0);
  }
  const iccid = decodeIccid(data);
  assert(iccid === undefined || /^\d{10,20}$/.test(iccid));
}
