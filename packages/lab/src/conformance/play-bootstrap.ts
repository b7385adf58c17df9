/** Plays one bootstrap of a case, and says what was not as it should be. */
import { VirtualCard } from "../card/virtual-card.ts";
import { type Bench, IMSI, SERVERS } from "./bench.ts";
import type { BootstrapAct, BootstrapWay, CardShape } from "./bootstrap-act.ts";
import { makeDocument, protect } from "./bootstrap-documents.ts";
import type { BootstrapRequest } from "./driver.ts";

/** Doors whose document the device fetches. */
const FETCHED: readonly BootstrapWay[] = ["https", "scws"];

export async function playBootstrap(act: BootstrapAct, bench: Bench): Promise<string[]> {
  const { boot, stations, device, accountOf } = bench;
  const { door, refused, due, answer = {}, gets = FETCHED.includes(door) ? 1 : 0 } = act;
  const heard = (): number =>
    [...stations.values()].reduce(
      (sum, { lab }) => sum + lab.log.length + lab.strays.length + lab.httpRefusals.length,
      0,
    );
  const [before, asked] = [heard(), boot?.requests.length ?? 0];
  if (boot !== undefined) {
    const { bytes, contentType } = makeDocument(act.document ?? {}, accountOf);
    boot.answer = { status: 200, contentType, body: bytes, ...answer };
  }
  const end = await device.bootstrap(requestFor(act, bench));
  const requests = boot?.requests.slice(asked) ?? [];
  const faults: string[] = [];
  if (refused === undefined && end.refusal !== undefined) faults.push(`the device refuses it: ${end.refusal}`);
  if (refused === true && end.refusal === undefined) faults.push("the device took what it had to refuse");
  if (heard() > before) faults.push("a management server heard of it, where a bootstrap is never answered");
  if (requests.length !== gets) faults.push(`${requests.length} requests for the document, expected ${gets}`);
  faults.push(...requests.filter((each) => !each.startsWith("GET ")).map((each) => `it was asked for by ${each}`));
  if (due !== undefined && end.due !== undefined) {
    const wanted = due.map((name) => SERVERS[name].serverId).join(", ");
    const told = end.due.join(", ");
    if (told !== wanted) faults.push(`a first session is due with ${told || "nobody"}, expected ${wanted || "nobody"}`);
  }
  return faults;
}

function requestFor(act: BootstrapAct, bench: Bench): BootstrapRequest {
  const { door, document = {}, security = { sec: "NETWORKID" }, typed, card } = act;
  const isBrought = door === "push" || door === "file";
  const made = isBrought ? protect(makeDocument(document, bench.accountOf), { imsi: IMSI, ...security }) : undefined;
  return {
    door,
    ...(made === undefined ? {} : { document: made }),
    ...(typed === undefined ? {} : { pin: typed }),
    ...(card === undefined ? {} : { card: card === "none" ? card : cardOf(card, bench) }),
  };
}

function cardOf({ document, serverUrl, ...about }: CardShape, { accountOf, boot }: Bench): VirtualCard {
  return new VirtualCard({
    ...about,
    ...(document === undefined ? {} : { document: makeDocument(document, accountOf).bytes }),
    ...(serverUrl === true && boot !== undefined ? { serverUrl: new TextEncoder().encode(boot.url) } : {}),
  });
}
