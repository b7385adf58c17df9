/** Judges what a script expects of a client package. Pure. */
import {
  type Alert,
  type Command,
  dataText,
  type Item,
  type Replace,
  type Results,
  type Status,
} from "@oma-dm/codec/syncml";
import type { Expectation, TextMatch } from "./script.ts";

/** A command the server sent, and the message it went in. */
export interface SentCommand {
  readonly msgId: string;
  readonly command: Command;
}

/** Everything a client said in one package. */
export interface ClientPackage {
  readonly sent: readonly SentCommand[];
  readonly statuses: readonly Status[];
  readonly results: readonly Results[];
  readonly alerts: readonly Alert[];
  readonly replaces: readonly Replace[];
  /** Code of the last SyncHdr Status. */
  readonly headerStatus: string | undefined;
}

/** protocol §5.3, tree §13.1. */
export const DEVINFO_LEAVES = ["DevId", "Man", "Mod", "DmV", "Lang"] as const;

/** One sentence for each thing that is not as expected. `abort` and `silence` are the session's to judge. */
export function unmet(expectation: Expectation, answer: ClientPackage): string[] {
  switch (expectation.kind) {
    case "package1":
      return unmetPackage1(expectation, answer);
    case "status":
      return unmetStatus(expectation, answer);
    case "command-status": {
      const commands = answer.sent.filter(({ command }) => command.cmd === expectation.cmd);
      if (commands.length === 0) return [`the script sent no ${expectation.cmd}`];
      return commands.flatMap((sent) => {
        const codes = statusesOf(sent, answer).map((status) => status.data);
        return wrongCodes(codes, expectation.codes, expectation.cmd);
      });
    }
    case "results":
      return unmetResults(expectation, answer);
    case "no-results":
      return resultItems(answer, expectation.uri).length === 0 ? [] : [`Results for ${expectation.uri}, none expected`];
    case "alert":
      return unmetAlert(expectation, answer);
    case "listed":
      return unmetList(expectation, answer);
    case "every-status":
      if (answer.sent.length === 0) return ["the script sent no command"];
      return answer.sent.flatMap((sent) => {
        const codes = statusesOf(sent, answer).map((status) => status.data);
        return wrongCodes(codes, expectation.codes, `${sent.command.cmd} ${sent.command.cmdId}`);
      });
    case "header-status":
      return wrongCodes(answer.headerStatus === undefined ? [] : [answer.headerStatus], expectation.codes, "SyncHdr");
    case "user-answer":
      return unmetUserAnswer(expectation, answer);
    case "abort":
      return ["the client answered instead of aborting"];
    case "silence":
      return ["the client answered instead of staying silent"];
  }
}

function unmetPackage1(
  wanted: Extract<Expectation, { kind: "package1" }>,
  { alerts, replaces }: ClientPackage,
): string[] {
  const faults: string[] = [];
  const opening = alerts.filter((alert) => alert.data === "1200" || alert.data === "1201");
  if (opening.length !== 1) faults.push(`package 1 has ${opening.length} Alerts 1200 or 1201, not one`);
  const code = opening[0]?.data;
  if (wanted.alert !== undefined && code !== undefined && code !== String(wanted.alert)) {
    faults.push(`package 1 has Alert ${code}, ${wanted.alert} is expected`);
  }
  if (wanted.devInfo !== true) return faults;
  const uris = new Set(
    replaces.flatMap((each) => each.items.map((item) => (item.source?.locUri ?? "").replace(/^\.\//, ""))),
  );
  const missing = DEVINFO_LEAVES.filter((leaf) => !uris.has(`DevInfo/${leaf}`));
  if (missing.length > 0) faults.push(`package 1 lacks DevInfo ${missing.join(", ")}`);
  return faults;
}

function unmetStatus({ uri, codes, cmd }: Extract<Expectation, { kind: "status" }>, answer: ClientPackage): string[] {
  const about = cmd === undefined ? uri : `${cmd} ${uri}`;
  const commands = answer.sent.filter(
    ({ command }) =>
      (cmd === undefined || command.cmd === cmd) && itemsOf(command).some((item) => item.target?.locUri === uri),
  );
  if (commands.length === 0) return [`the script sent no command for ${about}`];
  return commands.flatMap((sent) => {
    const all = statusesOf(sent, answer);
    // One Status for the command, or one per Item told apart by TargetRef: both are right (decisions D4).
    const own = all.filter((status) => status.targetRefs?.includes(uri) === true);
    return wrongCodes(
      (own.length > 0 ? own : all).map((status) => status.data),
      codes,
      about,
    );
  });
}

function unmetResults(wanted: Extract<Expectation, { kind: "results" }>, answer: ClientPackage): string[] {
  const items = resultItems(answer, wanted.uri);
  if (items.length === 0) return [`no Results for ${wanted.uri}`];
  // A value in chunks comes as several Items (protocol §7).
  const text = items.map(({ item }) => dataText(item.data)).join("");
  const faults = matches(text, wanted.value)
    ? []
    : [`Results ${wanted.uri} = ${quote(text)}, expected ${shown(wanted.value)}`];
  const meta = { ...items[0]?.results.meta, ...items[0]?.item.meta };
  if (wanted.format !== undefined && (meta.format ?? "chr") !== wanted.format) {
    faults.push(`Results ${wanted.uri} has Format ${meta.format ?? "chr"}, expected ${wanted.format}`);
  }
  if (wanted.type !== undefined && (meta.type ?? "text/plain") !== wanted.type) {
    faults.push(`Results ${wanted.uri} has Type ${meta.type ?? "text/plain"}, expected ${wanted.type}`);
  }
  return faults;
}

function unmetAlert(wanted: Extract<Expectation, { kind: "alert" }>, { alerts }: ClientPackage): string[] {
  const own = alerts.filter(({ data }) => data === String(wanted.code));
  const about = `Alert ${wanted.code}${wanted.type === undefined ? "" : ` of type ${wanted.type}`}`;
  const items = own.flatMap((alert) => (alert.items ?? []).map((item) => ({ alert, item })));
  const { correlator, type, items: count } = wanted;
  if (count !== undefined) {
    const found = items.filter(({ item }) => type === undefined || item.meta?.type === type).length;
    return found === count ? [] : [`${found} Items of ${about}, expected ${count}`];
  }
  const asks = [type, wanted.source, wanted.data, wanted.mark, wanted.format].some((each) => each !== undefined);
  const found = asks
    ? items.some(({ alert, item }) => fitsAlert(wanted, item) && fitsCorrelator(alert, correlator))
    : own.some((alert) => fitsCorrelator(alert, correlator));
  return found ? [] : [`no ${about} as expected`];
}

function fitsCorrelator(alert: Alert, correlator: string | undefined): boolean {
  return correlator === undefined || alert.correlator === correlator;
}

function fitsAlert(wanted: Extract<Expectation, { kind: "alert" }>, { source, meta, data }: Item): boolean {
  return (
    (wanted.type === undefined || meta?.type === wanted.type) &&
    (wanted.source === undefined || (source?.locUri ?? "none") === wanted.source) &&
    (wanted.mark === undefined || meta?.mark === wanted.mark) &&
    (wanted.format === undefined || meta?.format === wanted.format) &&
    (wanted.data === undefined || matches(dataText(data), wanted.data))
  );
}

function unmetList(
  { uris, not = [], more }: Extract<Expectation, { kind: "listed" }>,
  answer: ClientPackage,
): string[] {
  const found = answer.results.flatMap(({ items }) => items.map((item) => item.source?.locUri ?? ""));
  const twice = found.filter((uri, at) => found.indexOf(uri) !== at);
  return [
    ...uris.filter((uri) => !found.includes(uri)).map((uri) => `${uri} is not listed`),
    ...not.filter((uri) => found.includes(uri)).map((uri) => `${uri} is listed`),
    ...(more === true ? [] : found.filter((uri) => !uris.includes(uri)).map((uri) => `${uri} is listed too`)),
    ...[...new Set(twice)].map((uri) => `${uri} is listed twice`),
  ];
}

function unmetUserAnswer(
  { code, codes, answers }: Extract<Expectation, { kind: "user-answer" }>,
  answer: ClientPackage,
): string[] {
  const asked = answer.sent.filter(({ command }) => command.cmd === "Alert" && command.data === String(code));
  if (asked.length === 0) return [`the script sent no Alert ${code}`];
  return asked.flatMap((sent) => {
    const statuses = statusesOf(sent, answer);
    const wrong = wrongCodes(
      statuses.map((status) => status.data),
      codes,
      `Alert ${code}`,
    );
    if (answers === undefined) return wrong;
    const given = statuses.flatMap(({ items }) => (items ?? []).map((item) => dataText(item.data)));
    const same = given.length === answers.length && [...given].sort().join("\0") === [...answers].sort().join("\0");
    return same
      ? wrong
      : [...wrong, `Alert ${code} is answered ${quote(given.join(", "))}, expected ${quote(answers.join(", "))}`];
  });
}

function statusesOf({ msgId, command }: SentCommand, answer: ClientPackage): Status[] {
  return answer.statuses.filter((status) => status.msgRef === msgId && status.cmdRef === command.cmdId);
}

function wrongCodes(codes: readonly string[], wanted: readonly number[], about: string): string[] {
  if (codes.length === 0) return [`no Status for ${about}`];
  return codes
    .filter((code) => !wanted.includes(Number(code)))
    .map((code) => `Status ${code} for ${about}, expected ${wanted.join(" or ")}`);
}

function itemsOf(command: Command): readonly Item[] {
  return "items" in command ? (command.items ?? []) : [];
}

function resultItems(answer: ClientPackage, uri: string): { results: Results; item: Item }[] {
  return answer.results.flatMap((results) =>
    results.items.filter((item) => item.source?.locUri === uri).map((item) => ({ results, item })),
  );
}

function matches(text: string, wanted: TextMatch): boolean {
  return typeof wanted === "string" ? text === wanted : wanted.test(text);
}

function shown(wanted: TextMatch): string {
  return typeof wanted === "string" ? quote(wanted) : String(wanted);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}
