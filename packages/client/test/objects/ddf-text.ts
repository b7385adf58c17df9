/** DDF documents for tests, in few words. */

export interface Wanted {
  readonly path?: string;
  /** Elements of DFProperties; `undefined` leaves DFProperties out. */
  readonly df?: string | undefined;
  /** What stands between the properties and the nodes below. */
  readonly rt?: string;
  readonly value?: string;
  readonly below?: string;
}

export const GET = "<AccessType><Get/></AccessType>";
const LEAF = `${GET}<DFFormat><chr/></DFFormat><DFType><MIME>text/plain</MIME></DFType>`;
const INTERIOR = `${GET}<DFFormat><node/></DFFormat><DFType><DDFName/></DFType>`;

/** A node; interior when something is below it, and otherwise a readable text. */
export function node(name: string, wanted: Wanted = {}): string {
  const { path, rt = "", value, below = "" } = wanted;
  const df = "df" in wanted ? wanted.df : below === "" ? LEAF : INTERIOR;
  return [
    `<Node><NodeName>${name}</NodeName>`,
    path === undefined ? "" : `<Path>${path}</Path>`,
    rt === "" ? "" : `<RTProperties>${rt}</RTProperties>`,
    df === undefined ? "" : `<DFProperties>${df}</DFProperties>`,
    below,
    value === undefined ? "" : `<Value>${value}</Value>`,
    "</Node>",
  ].join("");
}

export const ddf = (...nodes: readonly string[]): string =>
  `<MgmtTree><VerDTD>1.2</VerDTD>${nodes.join("")}</MgmtTree>`;

/** DFProperties of a leaf with this Format, and more in the order of the DTD: before and behind DFFormat. */
export const leafOf = (format: string, before = "", behind = ""): string =>
  `${GET}${before}<DFFormat><${format}/></DFFormat>${behind}<DFType><MIME>text/plain</MIME></DFType>`;
