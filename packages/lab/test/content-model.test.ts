/** How often a child may stand, as the judge sees it: what a forgiving reader lets pass a client must not send. */
import { describe, expect, it } from "vitest";
import { modelFaults } from "../src/content-model.ts";
import { readXml } from "../src/read-xml.ts";

const HEADER =
  "<SyncHdr><VerDTD>1.2</VerDTD><VerProto>DM/1.3</VerProto><SessionID>1</SessionID><MsgID>1</MsgID>" +
  "<Target><LocURI>t</LocURI></Target><Source><LocURI>s</LocURI></Source></SyncHdr>";
const faults = (body: string) => {
  const text = `<SyncML xmlns="SYNCML:SYNCML1.2">${HEADER}<SyncBody>${body}</SyncBody></SyncML>`;
  return modelFaults(readXml(new TextEncoder().encode(text))).map(({ element }) => element);
};
const ID = "<CmdID>1</CmdID>";
const ITEM = "<Item><Data>v</Data></Item>";
const ALERT = `<Alert>${ID}<Data>1201</Data></Alert>`;
const REFS = "<MsgRef>1</MsgRef><CmdRef>1</CmdRef>";
const STATUS = `<Status>${ID}${REFS}<Cmd>Get</Cmd><Data>200</Data></Status>`;
const RESULTS = `<Results>${ID}${REFS}${ITEM}</Results>`;

describe("at least one command (protocol §3.1#3)", () => {
  it("in a body", () => {
    expect(faults("<Final/>")).toEqual(["SyncBody"]);
    expect(faults(`${ALERT}<Final/>`)).toEqual([]);
    expect(faults(`<Final/>${ALERT}`)).toEqual(["SyncBody"]);
  });
});

describe("at least one Item (protocol §3.1#4–#6, #12)", () => {
  it.each(["Add", "Replace", "Copy", "Delete", "Get"])("in %s", (name) => {
    expect(faults(`<${name}>${ID}</${name}>`)).toEqual([name]);
    expect(faults(`<${name}>${ID}${ITEM}${ITEM}</${name}>`)).toEqual([]);
  });
  it("in Results", () => {
    expect(faults(RESULTS.replace(ITEM, ""))).toEqual(["Results"]);
    expect(faults(RESULTS)).toEqual([]);
  });
});

it("exactly one Item in Exec (protocol §3.1#7)", () => {
  expect(faults(`<Exec>${ID}</Exec>`)).toEqual(["Exec"]);
  expect(faults(`<Exec>${ID}${ITEM}</Exec>`)).toEqual([]);
  expect(faults(`<Exec>${ID}${ITEM}${ITEM}</Exec>`)).toEqual(["Exec"]);
});

describe("what may stand in another command (protocol §3.1#9, #10)", () => {
  it.each(["Atomic", "Sequence"])("in %s: requests, never answers", (name) => {
    expect(faults(`<${name}>${ID}${ALERT}${ALERT}</${name}>`)).toEqual([]);
    for (const inside of ["", STATUS, RESULTS, `<Put>${ID}${ITEM}</Put>`]) {
      expect(faults(`<${name}>${ID}${inside}</${name}>`)).toContain(name);
    }
  });
  it("a Sequence holds no Sequence, an Atomic an Atomic", () => {
    const nested = (name: string) => faults(`<${name}>${ID}<${name}>${ID}${ALERT}</${name}></${name}>`);
    expect(nested("Sequence")).toEqual(["Sequence"]);
    expect(nested("Atomic")).toEqual([]);
  });
});
