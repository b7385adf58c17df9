import type { Script } from "../script.ts";
import {
  add,
  addNode,
  end,
  exec,
  expectNoResults,
  expectPackage1,
  expectResults,
  expectStatus,
  get,
  remove,
  replace,
  script,
  send,
} from "../steps.ts";

/**
 * A whole managed session: who the device is, then a life of one node below ./Test/dyn, an Exec, and a question
 * after something that is gone. Needs the harness object ./Test (conformance §2#3).
 */
export const demoSession: Script = script(
  "demo",
  { requireAuth: "md5", serverAuth: "md5" },
  expectPackage1({ devInfo: true }),
  send(get("./DevInfo/Man"), get("./DevInfo/Mod"), get("./DevDetail/SwV")),
  expectStatus("./DevInfo/Man", 200),
  expectResults("./DevInfo/Man", /./),
  expectResults("./DevInfo/Mod", /./),
  expectResults("./DevDetail/SwV", /./),
  send(addNode("./Test/dyn/Lamp"), add("./Test/dyn/Lamp/On", "false", { format: "bool" })),
  expectStatus("./Test/dyn/Lamp", 200),
  expectStatus("./Test/dyn/Lamp/On", 200),
  send(replace("./Test/dyn/Lamp/On", "true", { format: "bool" }), get("./Test/dyn/Lamp/On"), get("./Test/dyn/Lamp")),
  expectStatus("./Test/dyn/Lamp/On", 200, "Replace"),
  expectResults("./Test/dyn/Lamp/On", "true", { format: "bool" }),
  expectResults("./Test/dyn/Lamp", "On", { format: "node" }),
  send(exec("./Test/exec")),
  expectStatus("./Test/exec", 200),
  send(remove("./Test/dyn/Lamp"), get("./Test/dyn/Lamp/On")),
  expectStatus("./Test/dyn/Lamp", 200),
  expectStatus("./Test/dyn/Lamp/On", 404),
  expectNoResults("./Test/dyn/Lamp/On"),
  end(),
);
