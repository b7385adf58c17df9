/** Messages real servers sent, answered with the statuses the rule book wants (protocol §8.5, tree §6.2). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { interior } from "@oma-dm/client";
import { encodeMessage } from "@oma-dm/codec/syncml";
import { expect, it } from "vitest";
import { CORPUS, describeNeeding } from "../../../tools/needs.ts";
import { replay, statuses } from "./recorded-device.ts";

/** Recording → Statuses, SyncHdr left out. Nodes these servers expect beyond the standard objects do not exist here. */
const ANSWERS: readonly (readonly [string, readonly string[]])[] = [
  ["wbxml-syncml-dm/dm12-testadd.wbxml", ["Add 405"]],
  ["wbxml-syncml-dm/dm12-testdelete.wbxml", ["Delete 404", "Delete 404"]],
  ["wbxml-syncml-dm/dm12-testget.wbxml", ["Get 200"]],
  ["wbxml-syncml-dm/dm11-testadd.wbxml", ["Add 405"]],
  ["wbxml-syncml-dm/dm11-testdelete.wbxml", ["Delete 404", "Delete 404"]],
  ["wbxml-syncml-dm/dm11-testget.wbxml", ["Get 200"]],
  ["syncml-dm/full/msmdm-02.xml", ["Get 200"]],
  // Its second URI holds a space: malformed, so nothing can be there (decisions D2).
  ["syncml-dm/full/msmdm-15.xml", ["Get 200", "Get 404"]],
  // A client's own package 1, come back: an event of a client and Items without Target.
  ["syncml-dm/full/msmdm-14.xml", ["Alert 405", "Replace 412"]],
  ["syncml-dm/full/mdmpoclog-README-02.xml", ["Replace 404", "Replace 404"]],
  ["syncml-dm/full/mscsp-structure-of-oma-dm-provisioning-files-01.xml", ["Get 200"]],
  ["syncml-dm/full/motodm-testgetscript.xml", ["Get 200"]],
  ["syncml-dm/full/motodm-testexecscript.xml", ["Exec 425"]],
  ["syncml-dm/full/motodm-testalertdisplay.xml", ["Alert 406"]],
  ["syncml-dm/full/motodm-testalertconfirm-repaired.xml", ["Alert 406"]],
  ["syncml-dm/full/omaspec-26_protocol_examples_xie_yi_shi_li-02.xml", ["Sequence 200", "Alert 406", "Replace 404"]],
  ["syncml-dm/full/omaspec-26_protocol_examples_xie_yi_shi_li-06.xml", ["Alert 406", "Get 404"]],
  ["syncml-dm/full/omaspec-26_protocol_examples_xie_yi_shi_li-08.xml", ["Replace 404"]],
  ["syncml-dm/full/forumb-bootstrap.xml", ["Add 405"]],
];

it("falls back to DM/1.2 once for a server that knows no newer protocol, and remembers it", async () => {
  const old = (): Uint8Array =>
    encodeMessage(
      {
        syncHdr: {
          verDtd: "1.2",
          verProto: "DM/1.2",
          sessionId: "1",
          msgId: "1",
          target: { locUri: "d" },
          source: { locUri: "s" },
        },
        syncBody: {
          commands: [{ cmd: "Status", cmdId: "1", msgRef: "1", cmdRef: "0", command: "SyncHdr", data: "513" }],
          final: true,
        },
      },
      "wbxml",
    );
  const { device, sent } = await replay([old()], { keepStatus: true });
  expect(await device.connect()).toMatchObject({ outcome: "completed" });
  expect(await device.connect()).toMatchObject({ outcome: "completed" });
  expect(sent.map(({ syncHdr }) => `${syncHdr.verProto} ${syncHdr.sessionId}`)).toEqual([
    "DM/1.3 1",
    "DM/1.2 2",
    "DM/1.2 3",
  ]);
  await device.close();
});

describeNeeding(["corpus"], "recorded server messages", () => {
  it.each(ANSWERS)("%s", async (file, expected) => {
    const { device, sent } = await replay([readFileSync(join(CORPUS, file))]);
    try {
      expect(await device.connect()).toMatchObject({ outcome: "completed" });
      expect(statuses(sent[1])).toEqual(expected);
    } finally {
      await device.close();
    }
  });

  it("creates and deletes the nodes of the conformance server where the device has room for them", async () => {
    const recordings = ["dm12-testadd", "dm12-testadd", "dm12-testdelete"].map((name) =>
      readFileSync(join(CORPUS, `wbxml-syncml-dm/${name}.wbxml`)),
    );
    const { device, sent } = await replay(recordings);
    try {
      device.mount({ spec: interior("TestLeafNode", ["Add", "Get", "Delete"], [], { acl: "Delete=*&Get=*" }) });
      expect(await device.connect()).toMatchObject({ outcome: "completed" });
      // Created with the rights of its creator; there already; gone again, while its neighbour never was.
      expect(sent.slice(1).map(statuses)).toEqual([["Add 200"], ["Add 418"], ["Delete 200", "Delete 404"]]);
    } finally {
      await device.close();
    }
  });

  it("ends a session with a server of another protocol", async () => {
    const { device, sent } = await replay([
      readFileSync(join(CORPUS, "wbxml-syncml-dm/ws-syncml12-syncml_with_ddf-001.wbxml")),
    ]);
    try {
      expect(await device.connect()).toMatchObject({ outcome: "protocol" });
      const [status] = sent[1]!.syncBody.commands;
      expect(status).toMatchObject({ cmd: "Status", command: "SyncHdr", data: "513" });
    } finally {
      await device.close();
    }
  });
});
