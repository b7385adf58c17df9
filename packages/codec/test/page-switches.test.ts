/** Code pages: switched at once by us, wherever they like by others (protocol §18#34). */
import { decodeMessage, encodeMessage, type Message } from "@oma-dm/codec/syncml";
import { expect, it } from "vitest";

const MESSAGE: Message = {
  syncHdr: {
    verDtd: "1.2",
    verProto: "DM/1.3",
    sessionId: "1",
    msgId: "1",
    target: { locUri: "t" },
    source: { locUri: "s" },
  },
  syncBody: {
    commands: [{ cmd: "Get", cmdId: "1", meta: { type: "a", format: "b" }, items: [{ target: { locUri: "./A" } }] }],
  },
};
/** Meta, Format and Type of the command: page 1 right behind the start tag, page 0 right before the END. */
const EAGER = "5a 0001 47 03 6200 01 53 03 6100 01 0000 01".replaceAll(" ", "");
const hex = Buffer.from(encodeMessage(MESSAGE, "wbxml")).toString("hex");

it("are switched right behind a start tag and right before its END (protocol §18#34)", () => {
  expect(hex.split(EAGER)).toHaveLength(2);
});

it.each([
  ["after the END", "5a 0001 47 03 6200 01 53 03 6100 01 01 0000"],
  ["once more than needed", "5a 0000 0001 0001 47 03 6200 01 0000 0001 53 03 6100 01 0000 0000 01"],
  ["between the elements", "5a 0001 47 03 6200 0000 01 0001 53 03 6100 01 0000 01"],
])("are read where others switch them: %s (protocol §18#34)", (_, spelled) => {
  const other = Buffer.from(hex.replace(EAGER, spelled.replaceAll(" ", "")), "hex");
  expect(decodeMessage(other).message).toEqual(MESSAGE);
});
