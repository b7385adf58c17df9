/** `init`, `bootstrap` and `tree`. */
import type { DeviceDescription } from "@oma-dm/client";
import { MEDIA_TYPES } from "@oma-dm/codec/syncml";
import { printTnds } from "@oma-dm/codec/tnds";
import { EXIT, Failure, notBuilt } from "../failure.ts";
import { readInput } from "../input.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { createState, withDevice } from "../state.ts";

export interface InitFlags {
  readonly state: string;
  readonly devId: string;
  readonly man: string;
  readonly mod: string;
  readonly lang?: string;
  readonly fwV?: string;
  readonly swV?: string;
  readonly hwV?: string;
  readonly testObject?: boolean;
  readonly json?: boolean;
}

export async function init(io: Io, flags: InitFlags): Promise<number> {
  const { state, devId, man, mod, lang, fwV, swV, hwV } = flags;
  const device: DeviceDescription = {
    devId,
    man,
    mod,
    ...(lang === undefined ? {} : { lang }),
    ...(fwV === undefined ? {} : { fwV }),
    ...(swV === undefined ? {} : { swV }),
    ...(hwV === undefined ? {} : { hwV }),
  };
  await createState(io, state, device, { testObject: flags.testObject === true });
  if (flags.json === true) io.out(toJson({ state, devId }));
  else io.say(`${devId} lives in ${state}; next: oma-dm bootstrap FILE --state ${state}`);
  return EXIT.done;
}

export interface BootstrapFlags {
  readonly state: string;
  readonly contentType?: string;
  readonly sec?: string;
  readonly mac?: string;
  readonly imsi?: string;
  readonly pin?: string;
  readonly allowXml?: boolean;
  readonly check?: boolean;
  readonly fromCard?: boolean;
  readonly fromUrl?: string | boolean;
  readonly json?: boolean;
}

export async function bootstrap(io: Io, file: string | undefined, flags: BootstrapFlags): Promise<number> {
  if (flags.fromCard === true) throw notBuilt("bootstrap --from-card");
  if (flags.fromUrl !== undefined) throw notBuilt("bootstrap --from-url");
  if (file === undefined) throw new Failure(EXIT.usage, "bootstrap needs a FILE");
  if ((flags.sec === undefined) !== (flags.mac === undefined)) {
    throw new Failure(EXIT.usage, "--sec and --mac belong together");
  }
  const document = await readInput(io, file);
  const security = flags.sec === undefined ? "" : `; SEC=${flags.sec}; MAC=${flags.mac}`;
  const contentType = (flags.contentType ?? MEDIA_TYPES.syncml.wbxml) + security;
  const { imsi, pin, allowXml, check } = flags;
  const outcome = await withDevice(io, flags.state, (device) =>
    device.bootstrap(document, {
      contentType,
      // The operator chose the file: that is its authority, unless it carries a MAC.
      allowUnsigned: true,
      ...(imsi === undefined ? {} : { imsi }),
      ...(pin === undefined ? {} : { pin }),
      ...(allowXml === true ? { allowXml } : {}),
      ...(check === true ? { check } : {}),
    }),
  );
  const applied = check !== true;
  if (flags.json === true) io.out(toJson({ ...outcome, applied }));
  else {
    for (const uri of outcome.created) io.out(`${uri}\n`);
    const accounts = outcome.accounts.join(", ");
    io.say(
      applied
        ? `account for ${accounts}; next: oma-dm connect --state ${flags.state}`
        : `would make an account for ${accounts}`,
    );
  }
  return EXIT.done;
}

export interface TreeFlags {
  readonly state: string;
  readonly prop?: string;
  readonly list?: string;
  readonly format?: string;
  readonly json?: boolean;
}

export async function tree(
  io: Io,
  action: string,
  uri: string,
  value: string | undefined,
  flags: TreeFlags,
): Promise<number> {
  if (action === "import") throw notBuilt("tree import");
  if (flags.list !== undefined) throw notBuilt("tree --list");
  if (action === "set" && value === undefined) throw new Failure(EXIT.usage, "tree set needs a URI and a VALUE");
  return withDevice(io, flags.state, async (device) => {
    switch (action) {
      case "set":
        await device.tree.set(uri, value ?? "", flags.format);
        if (flags.json === true) io.out(toJson(device.tree.get(uri)));
        return EXIT.done;
      case "get": {
        const node = device.tree.get(uri, flags.prop);
        if (flags.json === true) io.out(toJson(node));
        else io.out(`${node.value ?? (node.children ?? []).join("\n")}\n`);
        return EXIT.done;
      }
      case "ls": {
        const node = device.tree.get(uri);
        if (flags.json === true) io.out(toJson(node));
        else for (const name of node.children ?? []) io.out(`${name}\n`);
        return EXIT.done;
      }
      case "export": {
        const exported = device.tree.export(uri);
        io.out(flags.json === true ? toJson(exported) : `${printTnds(exported, "  ")}\n`);
        return EXIT.done;
      }
      default:
        throw new Failure(EXIT.usage, `tree ${action}: use ls, get, set or export`);
    }
  });
}
