/** The command line: verbs, options, exit codes. */
import { readFileSync } from "node:fs";
import { MARKS } from "@oma-dm/client";
import { Argument, Command, CommanderError, Option } from "commander";
import { EXIT, explain, notBuilt } from "./failure.ts";
import type { Io } from "./io.ts";
import { type AgentFlags, agent } from "./verbs/agent.ts";
import { type AlertFlags, alert } from "./verbs/alert.ts";
import { type BootstrapFlags, bootstrap, SEC_NAMES } from "./verbs/bootstrap.ts";
import { type ConformanceFlags, conformance } from "./verbs/conformance.ts";
import { type ConnectFlags, connect } from "./verbs/connect.ts";
import { DDF_ACTIONS, type DdfAction, ddf } from "./verbs/ddf.ts";
import { decode } from "./verbs/decode.ts";
import { type DemoFlags, demo } from "./verbs/demo.ts";
import { encode } from "./verbs/encode.ts";
import { type InitFlags, init } from "./verbs/init.ts";
import { PUSH_KINDS, type PushFlags, type PushKind, push } from "./verbs/push.ts";
import { type ReportFlags, report } from "./verbs/report.ts";
import { type StatusFlags, status } from "./verbs/status.ts";
import { TREE_ACTIONS, type TreeAction, type TreeFlags, tree } from "./verbs/tree.ts";

export { type Io, processIo } from "./io.ts";

/** Verbs of the contract that later work builds. */
const UNBUILT = ["sessions", "trigger", "logs", "lab", "fleet"];

/** Runs one command and returns its exit code; never throws, never exits. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = buildProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const { exitCode: code, line } = explain(error);
    io.say(line);
    return code;
  }
}

function buildProgram(io: Io, end: (exitCode: number) => void): Command {
  const program = new Command("oma-dm")
    .description("Device management over OMA DM: a client, its codecs and a scripted server")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => io.say(text.trimEnd()),
      outputError: (text, write) => write(text.split("\n")[0]!),
    })
    .version(version(), "-V, --version")
    .showHelpAfterError(false);
  const verb = (name: string, description: string): Command =>
    program.command(name).description(description).option("--json", "one JSON value on standard output");
  const stateOption = (command: Command): Command =>
    command.requiredOption("--state <dir>", "directory of the device's state");

  verb("demo", "a whole managed session on this machine, printed as a ladder")
    .option("--both", "in WBXML, then in XML (usual)")
    .option("--wbxml", "only in WBXML")
    .option("--xml", "only in XML")
    .action(async (flags: DemoFlags) => end(await demo(io, flags)));
  verb("decode [file]", "prints a SyncML, TNDS, DDF, DevInf or MetInf document as XML, a captured push as JSON")
    .option(
      "--as <form>",
      "auto, syncml, tnds, ddf, bootstrap, notification, notification-1.2, wsp-push or sms",
      "auto",
    )
    .option("--hex", "the input is hexadecimal text")
    .action(async (file: string | undefined, flags) => end(await decode(io, file, flags)));
  verb("encode [file]", "writes an XML document as WBXML 1.3")
    .option("-o, --output <file>", "where to; standard output otherwise")
    .action(async (file: string | undefined, flags) => end(await encode(io, file, flags)));
  verb(
    "ddf",
    "check: a device description against its DTD and what loaders stumble over; exits 1 on an error. " +
      "types: a TypeScript module of its objects, for defineObject of @oma-dm/client",
  )
    .addArgument(new Argument("<action>", "what to do").choices(DDF_ACTIONS))
    .argument("[file]", "DDF document, XML or WBXML; standard input otherwise")
    .action(async (action: DdfAction, file: string | undefined, flags) => end(await ddf(io, action, file, flags)));
  stateOption(verb("init", "creates a device's state"))
    .requiredOption("--dev-id <urn>", "identifier, such as IMEI:004999010640000")
    .requiredOption("--man <name>", "manufacturer")
    .requiredOption("--mod <name>", "model")
    .option("--lang <tag>", "language")
    .option("--fw-v <version>", "version of the firmware")
    .option("--sw-v <version>", "version of the software")
    .option("--hw-v <version>", "version of the hardware")
    .option("--test-object", "mount the object ./Test that conformance harnesses use")
    .action(async (flags: InitFlags) => end(await init(io, flags)));
  stateOption(verb("bootstrap [file]", "applies a bootstrap document"))
    .option("--content-type <type>", "media type it came with, SEC and MAC included")
    .addOption(new Option("--sec <method>", "security method").choices(SEC_NAMES))
    .option("--mac <hex>", "MAC of the document")
    .option("--imsi <digits>", "the network's secret for NETWORKID")
    .option("--pin <pin>", "the user's PIN")
    .option("--allow-xml", "take plain XML from this file")
    .option("--check", "only say what would be created")
    .option("--from-card", "read it from the smart card in a reader")
    .option("--reader <name>", "part of the reader's name; the first one otherwise")
    .option("--from-url [url]", "fetch it over HTTPS, from the bootstrap server the device knows when no URL is given")
    .option("--from-scws <url>", "fetch it from the card's web server, such as https://127.0.0.1:4116/dm/bootstrap")
    .option("--pending", "go on with a pushed document that waits for its PIN")
    .option("--ca <file>", "authorities to trust over HTTPS, PEM")
    .option("--cert <file>", "certificate to show over HTTPS, PEM")
    .option("--key <file>", "its key, PEM")
    .action(async (file: string | undefined, flags: BootstrapFlags) => end(await bootstrap(io, file, flags)));
  stateOption(verb("connect [server-id]", "runs one session"))
    .addOption(new Option("--alert <code>", "what began it").choices(["1200", "1201"]))
    .option("--session-id <hex>", "1 to 4 hexadecimal digits")
    .option("--trace <file>", "every message as a line of JSON, secrets masked")
    .addOption(new Option("--wbxml", "begin in WBXML (usual)").conflicts("xml"))
    .option("--xml", "begin in XML")
    .option("--persona <name>", "behave as a known device")
    .action(async (serverId: string | undefined, flags: ConnectFlags) => end(await connect(io, serverId, flags)));
  stateOption(verb("tree", "looks at the local tree, and changes it"))
    .addArgument(new Argument("<action>", "what to do").choices(TREE_ACTIONS))
    .argument("<uri>", "node, such as ./DevInfo/DevId")
    .argument("[value]", "for set: the new value; for import: a TNDS file, standard input otherwise")
    .option("--prop <name>", "a property instead of the value: ACL, Name, Title; to get also Format, Size, Type, …")
    .option("--list <query>", "a query: Struct, StructData, TNDS, TNDS+ACL+Value, MORoot, MORootData")
    .option("--format <format>", "format of a new node")
    .action(async (action: TreeAction, uri: string, value: string | undefined, flags: TreeFlags) =>
      end(await tree(io, action, uri, value, flags)),
    );
  const about = (command: Command): Command =>
    command
      .requiredOption("--type <type>", "what it is about: a URN, a MIME type or a name servers know")
      .requiredOption("--format <format>", "format of the data: chr, int, bool, float, b64, xml, …")
      .option("--source <uri>", "node of the management object it is about");
  about(stateOption(verb("alert", "queues a generic alert for the next session")))
    .option("--data <text>", "the data; none when not given")
    .addOption(new Option("--mark <mark>", "how important it is").choices(MARKS))
    .option("--correlator <text>", "that of the Exec it answers")
    .option("--server <id>", "the server it is for; otherwise the first that takes it")
    .option("--event", "a client event instead")
    .action(async (flags: AlertFlags) => end(await alert(io, flags)));
  about(stateOption(verb("report", "sends a sessionless report")))
    .requiredOption("--server <id>", "the server it goes to")
    .requiredOption("--data <text>", "the data")
    .action(async (flags: ReportFlags) => end(await report(io, flags)));
  verb("conformance", "runs the rows of the client profile against a client and writes the statement")
    .option("--client <command>", "a client that speaks the verbs of this program; otherwise ours, in this process")
    .option("--url <url>", "wait there for the sessions of a client nobody drives")
    .option("--ixit <file>", "what is known of that client: account, secrets, features (YAML)")
    .option("--rows <list>", "rows, ranges, documents: R001,R010-R020,DMPRO; otherwise all")
    .option("--report <dir>", "write statement.html, .json, .xml (JUnit) and .txt there")
    .action(async (flags: ConformanceFlags) => end(await conformance(io, flags)));
  addPush(verb, end, io);
  verb("agent", "the daemon: listens for pushes, keeps a schedule, answers `status`")
    .requiredOption("--config <file>", "YAML; its keys stand in schema/agent-config.json")
    .option("--check", "only say whether the configuration is usable")
    .action(async (flags: AgentFlags) => end(await agent(io, flags)));
  verb("status", "how a running agent is")
    .option("--control <socket>", "the agent's control socket", "./agent.sock")
    .action(async (flags: StatusFlags) => end(await status(io, flags)));
  for (const name of UNBUILT) {
    program
      .command(name, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => {
        throw notBuilt(name);
      });
  }
  return program;
}

function addPush(verb: (name: string, description: string) => Command, end: (exitCode: number) => void, io: Io): void {
  verb("push", "sends a notification or a bootstrap document to a device, for labs")
    .addArgument(new Argument("<kind>", "what to send").choices(PUSH_KINDS))
    .argument("[file]", "of bootstrap: the WBXML document")
    .option("--udp <host[:port]>", "WAP push in a datagram; port 2948 when left out")
    .option("--http <url>", "HTTP push to a terminal, such as http://192.0.2.7:4035/wappush")
    .option("--pap <url>", "PAP to a push proxy gateway")
    .option("--sms", "print it as SMS-DELIVER PDUs in hexadecimal")
    .option("--sms-http <url>", "post those PDUs, one a request")
    .option("--to <address>", "with --pap: WAPPUSH=+358401234567/TYPE=PLMN@ppg or WAPPUSH=192.0.2.7/TYPE=IPv4@ppg")
    .addOption(new Option("--bearer <bearer>", "with --pap: ask for it").choices(["SMS"]))
    .option("--plain", "with --http: the push itself as the body, not as application/http")
    .option("--user <name:secret>", "with --http: Basic credentials")
    .option("--ca <file>", "with --http: trust anchors in PEM")
    .option("--from <number>", "with --sms: who it comes from", "+358501234567")
    .option("--server <id>", "of a notification: the server's identifier")
    .option("--secret <text>", "of a notification: the server's secret; others can read a command line")
    .option("--secret-file <file>", "of a notification: file of the server's secret; or OMA_DM_SERVER_SECRET")
    .option("--nonce <base64>", "of a notification: the server's nonce; none when left out")
    .option("--lost-nonce", "of a notification: made with the special nonce of a server that has none")
    .option("--session-id <hex>", "of a notification: 1 to 4 hexadecimal digits", "1")
    .addOption(new Option("--format <version>", "of a notification").choices(["1.2", "1.3"]).default("1.2"))
    .addOption(
      new Option("--ui-mode <mode>", "of a notification")
        .choices(["not-specified", "background", "informative", "user-interaction"])
        .default("background"),
    )
    .addOption(new Option("--initiator <side>", "of a notification").choices(["client", "server"]).default("server"))
    .option("--timeout-days <days>", "of a 1.3 notification; 0: no end", "7")
    .option("--reason <text>", "of a 1.3 notification: why")
    .addOption(new Option("--digest <name>", "of a 1.3 notification").choices(["D1", "D2", "D3", "D4"]))
    .option("--content-type <type>", "of a bootstrap document: media type with SEC and MAC")
    .addOption(
      new Option("--sec <method>", "of a bootstrap document: sign it").choices([
        "NETWORKID",
        "USERPIN",
        "USERPIN_NETWORKID",
      ]),
    )
    .option("--imsi <digits>", "of a bootstrap document: the network's secret")
    .option("--pin <pin>", "of a bootstrap document: the user's PIN")
    .action(async (kind: PushKind, file: string | undefined, flags: PushFlags) =>
      end(await push(io, kind, file, flags)),
    );
}

function version(): string {
  return (JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string }).version;
}
