/** The documents that are measured: the same on every machine and in every run. */

/** Ten commands as a device and its server exchange them, each for the thing numbered `n`. */
const COMMANDS = [
  (cmdId, n) => status(cmdId, n, "Replace", "200"),
  (cmdId, n) => ({ cmd: "Replace", cmdId, items: [leaf(n, "int", "text/plain", String(9_600 * n))] }),
  (cmdId, n) => ({ cmd: "Get", cmdId, items: [{ target: { locUri: port(n, "Speed") } }] }),
  (cmdId, n) => results(cmdId, n, `Acme GW-1 port ${n}: 3 frames lost, 12 sent again`),
  (cmdId, n) => status(cmdId, n, "Get", "200"),
  (cmdId, n) => ({ cmd: "Add", cmdId, items: [leaf(n, "chr", "text/plain", `Pump & valve, hall ${n}`)] }),
  (cmdId, n) => ({ cmd: "Get", cmdId, items: [{ target: { locUri: `${port(n, "Alarm")}?list=Struct` } }] }),
  (cmdId, n) => status(cmdId, n, "Add", "418"),
  (cmdId, n, word) => results(cmdId, n, `${word} ${n} um`),
  (cmdId, n) => ({
    cmd: "Exec",
    cmdId,
    correlator: `job-${n}`,
    items: [{ target: { locUri: `./Vendor/Acme/Gateway/Operations/SelfTest/${n}/Start` } }],
  }),
];

const port = (n, leafName) => `./Vendor/Acme/Gateway/Port/${n}/Config/${leafName}`;

function leaf(n, format, type, data) {
  return { target: { locUri: port(n, "Speed") }, meta: { format, type }, data };
}

function status(cmdId, n, command, data) {
  return { cmd: "Status", cmdId, msgRef: "1", cmdRef: String(n + 1), command, targetRefs: [port(n, "Speed")], data };
}

function results(cmdId, n, data) {
  const item = { source: { locUri: port(n, "Note") }, meta: { format: "chr", type: "text/plain" }, data };
  return { cmd: "Results", cmdId, msgRef: "1", cmdRef: String(n + 1), items: [item] };
}

/** A message of so many commands; `word` stands in the text of each tenth. */
export function message(count, word = "Gauge") {
  return {
    syncHdr: {
      verDtd: "1.2",
      verProto: "DM/1.2",
      sessionId: "1F",
      msgId: "2",
      target: { locUri: "IMEI:004999010640000" },
      source: { locUri: "https://dm.example.com/server" },
      meta: { maxMsgSize: "16384" },
    },
    syncBody: {
      commands: Array.from({ length: count }, (_, n) => COMMANDS[n % COMMANDS.length](String(n + 1), n, word)),
      final: true,
    },
  };
}

/** A management object of so many interior nodes with three leaves each. */
export function tree(count) {
  const node = (nodeName, format, type, rest) => ({
    nodeName,
    rtProperties: { acl: "Get=*&Replace=dm.example.com", format, type },
    ...rest,
  });
  const text = { mime: ["text/plain"] };
  const ports = Array.from({ length: count }, (_, n) =>
    node(
      String(n),
      "node",
      {},
      {
        nodes: [
          node("Speed", "int", text, { value: String(9_600 * n) }),
          node("Note", "chr", text, { value: `Pump & valve, hall ${n}` }),
          node("Alarm", "bool", text, { value: n % 2 === 0 ? "true" : "false" }),
        ],
      },
    ),
  );
  return { verDtd: "1.2", nodes: [node("Ports", "node", { ddfName: "urn:example:mo:ports:1.0" }, { nodes: ports })] };
}
