/** ./Test: the object conformance harnesses and the demo work on (conformance §2#3). Mount it on a test device only. */
import { STATUS } from "../status.ts";
import { interior, leaf } from "../tree/node-spec.ts";
import { longExec } from "./long-exec.ts";
import type { ManagementObject } from "./management-object.ts";

const PERMANENT = { scope: "Permanent" } as const;

/** Type of the alert that ends an Exec of ./Test/async; its data is the argument. */
const TEST_ALERT = "urn:x-oma-dm-test:at:async";

/** The root's ACL allows Add and Get only; a test needs all five. */
const EVERYONE = "Add=*&Delete=*&Exec=*&Get=*&Replace=*";

export function testObject(): ManagementObject {
  return {
    spec: interior(
      "Test",
      ["Get"],
      [
        interior("dyn", ["Add", "Get"], [], { ...PERMANENT, open: true }),
        leaf("int", "int", ["Get", "Replace"], { ...PERMANENT, initial: "0" }),
        leaf("text", "chr", ["Get", "Replace"], { ...PERMANENT, initial: "" }),
        leaf("bin", "bin", ["Get", "Replace"], { ...PERMANENT, mime: ["application/octet-stream", "text/plain"] }),
        leaf("secret", "chr", ["Replace"], PERMANENT),
        leaf("protected", "chr", ["Get", "Replace"], { initial: "kept" }),
        leaf("exec", "null", ["Exec", "Get"], PERMANENT),
        leaf("fail", "null", ["Exec", "Get"], PERMANENT),
        leaf("async", "null", ["Exec", "Get"], PERMANENT),
      ],
      { ...PERMANENT, moid: "urn:oma:mo:x-oma-dm-test:1.0", acl: EVERYONE },
    ),
    exec: ([, name], argument) => {
      if (name === "async") return longExec({ type: TEST_ALERT, work: async () => ({ data: argument }) });
      return name === "exec" ? STATUS.ok : STATUS.commandFailed;
    },
  };
}
