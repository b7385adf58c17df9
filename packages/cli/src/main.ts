/** The command line: verbs, options, exit codes. */
import { Command, CommanderError, Option } from "commander";
import { EXIT, explain, notBuilt } from "./failure.ts";
import type { Io } from "./io.ts";
import { type ConnectFlags, connect } from "./verbs/connect.ts";
import { demo } from "./verbs/demo.ts";
import { type BootstrapFlags, bootstrap, type InitFlags, init, type TreeFlags, tree } from "./verbs/device.ts";
import { decode, encode } from "./verbs/documents.ts";

export { type Io, processIo } from "./io.ts";

/** Verbs of the contract that later work builds. */
const UNBUILT = [
  "alert",
  "report",
  "push",
  "agent",
  "status",
  "sessions",
  "trigger",
  "logs",
  "lab",
  "conformance",
  "fleet",
  "ddf",
];

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
    .showHelpAfterError(false);
  const verb = (name: string, description: string): Command =>
    program.command(name).description(description).option("--json", "one JSON value on standard output");
  const stateOption = (command: Command): Command =>
    command.requiredOption("--state <dir>", "directory of the device's state");

  verb("demo", "a whole managed session on this machine, printed as a ladder")
    .option("--wbxml", "only in WBXML")
    .option("--xml", "only in XML")
    .action(async (flags) => end(await demo(io, flags)));
  verb("decode [file]", "prints a SyncML, TNDS or DDF document as XML")
    .option("--as <form>", "auto, syncml, tnds, ddf, bootstrap, …", "auto")
    .option("--hex", "the input is hexadecimal text")
    .action(async (file: string | undefined, flags) => end(await decode(io, file, flags)));
  verb("encode [file]", "writes an XML document as WBXML 1.3")
    .option("-o, --output <file>", "where to; standard output otherwise")
    .action(async (file: string | undefined, flags) => end(await encode(io, file, flags)));
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
    .addOption(new Option("--sec <method>", "security method").choices(["NETWORKID", "USERPIN", "USERPIN_NETWORKID"]))
    .option("--mac <hex>", "MAC of the document")
    .option("--imsi <digits>", "the network's secret for NETWORKID")
    .option("--pin <pin>", "the user's PIN")
    .option("--allow-xml", "take plain XML from this file")
    .option("--check", "only say what would be created")
    .option("--from-card", "read it from a smart card")
    .option("--from-url [url]", "fetch it over HTTPS")
    .action(async (file: string | undefined, flags: BootstrapFlags) => end(await bootstrap(io, file, flags)));
  stateOption(verb("connect [server-id]", "runs one session"))
    .addOption(new Option("--alert <code>", "what began it").choices(["1200", "1201"]))
    .option("--session-id <hex>", "1 to 4 hexadecimal digits")
    .option("--trace <file>", "every message as a line of JSON, secrets masked")
    .option("--wbxml", "begin in WBXML (usual)")
    .option("--xml", "begin in XML")
    .option("--persona <name>", "behave as a known device")
    .action(async (serverId: string | undefined, flags: ConnectFlags) => end(await connect(io, serverId, flags)));
  stateOption(verb("tree <action> <uri> [value]", "ls, get, set or export a node of the local tree"))
    .option("--prop <name>", "a property instead of the value")
    .option("--list <query>", "StructData, TNDS, …")
    .option("--format <format>", "format of a new node")
    .action(async (action: string, uri: string, value: string | undefined, flags: TreeFlags) =>
      end(await tree(io, action, uri, value, flags)),
    );
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
