/** The grammar of DDF and TNDS documents, row by row as the DTD has it (tree §12.1). Clause: DTD dm_ddf-v1_2. */

const FORMAT = "b64|bin|bool|chr|int|node|null|xml|date|time|float";

/** Children in order; `|` parts alternatives; `?`, `*`, `+` as in a DTD. */
const ROWS: Readonly<Record<string, string>> = {
  MgmtTree: "VerDTD, Man?, Mod?, Node+",
  Node: "NodeName, Path?, RTProperties?, DFProperties?, Node*|Value?",
  RTProperties: "ACL?, Format?, Name?, Size?, Title?, TStamp?, Type, VerNo?",
  DFProperties: "AccessType, DefaultValue?, Description?, DFFormat, Occurrence?, Scope?, DFTitle?, DFType, CaseSense?",
  AccessType: "Add?, Copy?, Delete?, Exec?, Get?, Replace?",
  Format: FORMAT,
  DFFormat: FORMAT,
  Type: "MIME|DDFName",
  DFType: "MIME+|DDFName",
  Occurrence: "One|ZeroOrOne|ZeroOrMore|OneOrMore|ZeroOrN|OneOrN",
  Scope: "Permanent|Dynamic",
  CaseSense: "CS|CIS",
};

/** Elements of character data, and those with nothing in them. */
const TEXTS =
  "VerDTD Man Mod NodeName Path Value ACL Name Size Title TStamp VerNo MIME DDFName DefaultValue Description DFTitle " +
  "ZeroOrN OneOrN";
const EMPTIES = `${FORMAT.replaceAll("|", " ")} Add Copy Delete Exec Get Replace One ZeroOrOne ZeroOrMore OneOrMore Permanent Dynamic CS CIS`;

interface Alternative {
  readonly name: string;
  readonly optional: boolean;
  readonly many: boolean;
}

/** One place in the order: what may stand there. */
type Place = readonly Alternative[];

interface Grammar {
  readonly text: boolean;
  readonly places: readonly Place[];
}

const GRAMMAR = new Map([
  ...Object.entries(ROWS).map(([name, row]) => [name, parseRow(row)] as const),
  ...TEXTS.split(" ").map((name) => [name, { text: true, places: [] }] as const),
  ...EMPTIES.split(" ").map((name) => [name, { text: false, places: [] }] as const),
]);

function parseRow(row: string): Grammar {
  const places = row.split(", ").map((place) =>
    place.split("|").map((alternative) => {
      const [, name = "", mark = ""] = /^(\w+)([?*+]?)$/.exec(alternative) ?? [];
      return { name, optional: mark === "?" || mark === "*", many: mark === "*" || mark === "+" };
    }),
  );
  return { text: false, places };
}

export const isDdfElement = (name: string): boolean => GRAMMAR.has(name);

/** Whether the element holds character data. */
export const holdsText = (name: string): boolean => GRAMMAR.get(name)?.text === true;

export interface OrderFault {
  readonly fault: "out-of-order" | "repeated" | "not-allowed";
  readonly index: number;
}

/** What the DTD asks for and no child is, wherever it stands; alternatives joined by "or". */
export function missingElements(parent: string, children: readonly string[]): readonly string[] {
  const places = GRAMMAR.get(parent)?.places ?? [];
  return places
    .filter((place) => !place.some(({ name, optional }) => optional || children.includes(name)))
    .map((place) => place.map(({ name }) => name).join(" or "));
}

/** The first child of `parent` that the DTD does not allow where it stands. */
export function orderFault(parent: string, children: readonly string[]): OrderFault | undefined {
  const places = GRAMMAR.get(parent)?.places ?? [];
  let next = 0;
  for (const place of places) {
    const chosen = place.find(({ name }) => name === children[next]);
    if (chosen === undefined) {
      // What stands nowhere is missing, which is said elsewhere; what stands later is pushed aside by what is here.
      if (!place.some(({ name, optional }) => !optional && children.includes(name, next))) continue;
      return misplaced(places, children, next);
    }
    next += 1;
    while (chosen.many && children[next] === chosen.name) next += 1;
  }
  return next === children.length ? undefined : misplaced(places, children, next);
}

function misplaced(places: readonly Place[], children: readonly string[], index: number): OrderFault {
  const name = children[index]!;
  if (!fitsElsewhere(places, name)) return { fault: "not-allowed", index };
  // Of alternatives, one may stand, whichever it is.
  const place = places.find((alternatives) => alternatives.some((one) => one.name === name)) ?? [];
  const isTaken = children.slice(0, index).some((earlier) => place.some((one) => one.name === earlier));
  return { fault: isTaken ? "repeated" : "out-of-order", index };
}

function fitsElsewhere(places: readonly Place[], name: string): boolean {
  return places.some((place) => place.some((alternative) => alternative.name === name));
}
