/** `bootstrap`: a document the operator chose becomes an account. */
import { MEDIA_TYPES } from "@oma-dm/codec/syncml";
import { EXIT, Failure, notBuilt } from "../failure.ts";
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
  if (flags.sec !== undefined && /;\s*(?:SEC|MAC)\s*=/i.test(flags.contentType ?? "")) {
    throw new Failure(EXIT.usage, "--content-type brings SEC and MAC already; leave out --sec and --mac");
  }
  const document = await readInput(io, file);
  const security = flags.sec === undefined ? "" : `; SEC=${flags.sec}; MAC=${flags.mac}`;
  const contentType = (flags.contentType ?? MEDIA_TYPES.syncml.wbxml) + security;
  const { imsi, pin, allowXml, check } = flags;
  const outcome = await withDevice(io, flags.state, (device) =>
    device.bootstrap(document, {
      contentType,
      // The operator chose the file: that is its authority when no MAC is given.
      allowUnsigned: flags.sec === undefined,
      ...(imsi === undefined ? {} : { imsi }),
      ...(pin === undefined ? {} : { pin }),
      ...(allowXml === true ? { allowXml } : {}),
      ...(check === true ? { check } : {}),
    }),
  );
  const applied = check !== true;
  if (flags.json === true) io.out(toJson({ ...outcome, applied }));
  else {
    for (const uri of outcome.created) io.out(`${printable(uri)}\n`);
    const accounts = printable(outcome.accounts.join(", "));
    io.say(
      applied
        ? `account for ${accounts}; next: oma-dm connect --state ${flags.state}`
        : `would make an account for ${accounts}`,
    );
  }
  return EXIT.done;
}
