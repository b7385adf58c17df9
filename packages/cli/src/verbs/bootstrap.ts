/** `bootstrap`: a document becomes an account, from a file, a card, a server, or from where one waits for its PIN. */
import { readFile } from "node:fs/promises";
import type { BootstrapDoor, BootstrapOutcome, DeviceClient, DeviceHttpOptions, DoorOptions } from "@oma-dm/client";
import { pcscCardReader } from "@oma-dm/client/node";
import { MEDIA_TYPES } from "@oma-dm/codec/syncml";
import { EXIT, Failure } from "../failure.ts";
import { readInput } from "../input.ts";
import type { Io } from "../io.ts";
import { toJson } from "../json.ts";
import { printable } from "../printable.ts";
import { withDevice } from "../state.ts";

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
  readonly reader?: string;
  readonly fromUrl?: string | boolean;
  readonly fromScws?: string;
  readonly pending?: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly json?: boolean;
}

export const SEC_NAMES = ["NETWORKID", "USERPIN", "USERPIN_NETWORKID", "NETWPIN", "USERNETWPIN", "USERPINMAC"] as const;

/** What the bearer would have said of a file, by its beginning. */
function typeOf(document: Uint8Array): string {
  const text = new TextDecoder("latin1").decode(document.subarray(0, 1_024));
  if (document[0]! <= 3 && document[1] === 0x0b) return "application/vnd.wap.connectivity-wbxml";
  return text.includes("<wap-provisioningdoc") ? "text/vnd.wap.connectivity-xml" : MEDIA_TYPES.syncml.wbxml;
}

/** Doors beside the file, and how the flags name them. */
function doorOf(flags: BootstrapFlags): { readonly door: BootstrapDoor; readonly url?: string } | undefined {
  if (flags.fromCard === true) return { door: "card" };
  if (flags.fromUrl !== undefined) {
    return { door: "https", ...(typeof flags.fromUrl === "string" ? { url: flags.fromUrl } : {}) };
  }
  if (flags.fromScws !== undefined) return { door: "scws", url: flags.fromScws };
  return flags.pending === true ? { door: "pending" } : undefined;
}

const NOTHING: Readonly<Record<BootstrapDoor, string>> = {
  card: "nothing to apply: no card is in the reader, or it offers no bootstrap document",
  https: "nothing to apply",
  scws: "nothing to apply: the card's web server is not there, or has no bootstrap document",
  pending: "nothing to apply: no document waits for its PIN",
};

export async function bootstrap(io: Io, file: string | undefined, flags: BootstrapFlags): Promise<number> {
  const door = doorOf(flags);
  checkFlags(file, flags, door !== undefined);
  const http = await httpOf(flags);
  const ports =
    flags.fromCard === true ? { card: pcscCardReader(flags.reader === undefined ? {} : { reader: flags.reader }) } : {};
  const outcome = await withDevice(
    io,
    flags.state,
    async (device) =>
      door === undefined
        ? fromFile(io, device, file!, flags)
        : device.bootstrapFrom(door.door, { ...common(flags), ...urlOf(door) }),
    { http, ports },
  );
  return tell(io, flags, outcome, door === undefined ? "" : NOTHING[door.door]);
}

function checkFlags(file: string | undefined, flags: BootstrapFlags, hasDoor: boolean): void {
  const usage = (message: string): never => {
    throw new Failure(EXIT.usage, message);
  };
  const doors = [
    flags.fromCard === true,
    flags.fromUrl !== undefined,
    flags.fromScws !== undefined,
    flags.pending === true,
  ];
  if (doors.filter((each) => each).length + (file === undefined ? 0 : 1) > 1) {
    usage("give one of FILE, --from-card, --from-url, --from-scws and --pending");
  }
  if (!hasDoor && file === undefined)
    usage("bootstrap needs a FILE, --from-card, --from-url, --from-scws or --pending");
  if (hasDoor && (flags.sec ?? flags.mac ?? flags.contentType) !== undefined) {
    usage("--sec, --mac and --content-type go with a FILE; elsewhere the document brings its own");
  }
  if (flags.sec !== "USERPINMAC" && (flags.sec === undefined) !== (flags.mac === undefined)) {
    usage("--sec and --mac belong together");
  }
  if (flags.sec !== undefined && /;\s*(?:SEC|MAC)\s*=/i.test(flags.contentType ?? "")) {
    usage("--content-type brings SEC and MAC already; leave out --sec and --mac");
  }
  if ((flags.cert === undefined) !== (flags.key === undefined)) usage("--cert and --key belong together");
}

async function httpOf({ ca, cert, key }: BootstrapFlags): Promise<DeviceHttpOptions> {
  return {
    ...(ca === undefined ? {} : { ca: await readFile(ca) }),
    ...(cert === undefined || key === undefined
      ? {}
      : { clientCertificate: { cert: await readFile(cert), key: await readFile(key) } }),
  };
}

function common({ imsi, pin, check }: BootstrapFlags): DoorOptions {
  return {
    ...(imsi === undefined ? {} : { imsi }),
    ...(pin === undefined ? {} : { pin }),
    ...(check === true ? { check } : {}),
  };
}

function urlOf({ url }: { readonly url?: string }): { readonly url?: string } {
  return url === undefined ? {} : { url };
}

async function fromFile(io: Io, device: DeviceClient, file: string, flags: BootstrapFlags): Promise<BootstrapOutcome> {
  const document = await readInput(io, file);
  const { sec, mac, allowXml, contentType = typeOf(document) } = flags;
  return device.bootstrap(document, {
    ...common(flags),
    contentType,
    ...(sec === undefined ? {} : { sec }),
    ...(mac === undefined ? {} : { mac }),
    // The operator chose the file: that is its authority when no MAC is given.
    allowUnsigned: sec === undefined,
    ...(allowXml === true ? { allowXml } : {}),
  });
}

function tell(io: Io, flags: BootstrapFlags, outcome: BootstrapOutcome | undefined, nothing: string): number {
  const { accounts, created } = outcome ?? { accounts: [], created: [] };
  const unchanged = outcome?.unchanged === true;
  const applied = outcome !== undefined && flags.check !== true && !unchanged;
  if (flags.json === true) io.out(toJson({ accounts, created, applied, ...outcome }));
  else for (const uri of created) io.out(`${printable(uri)}\n`);
  for (const { serverId, reason } of outcome?.skipped ?? []) {
    io.say(`no account for ${serverId === "" ? "an application" : printable(serverId)}: ${reason}`);
  }
  const names = printable(accounts.join(", "));
  if (flags.json === true) return EXIT.done;
  if (outcome === undefined) io.say(nothing);
  else if (unchanged) io.say(`nothing to do: the account for ${names} came from this card before`);
  else if (accounts.length === 0)
    io.say(applied ? "the bootstrap server is known now" : "would say where the bootstrap server is");
  else if (applied) io.say(`account for ${names}; next: oma-dm connect --state ${flags.state}`);
  else io.say(`would make an account for ${names}`);
  return EXIT.done;
}
