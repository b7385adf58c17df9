/** A card that exists in memory: a UICC or a SIM with a PKCS#15 application, honest unless told otherwise. */

const hex = (text: string): number[] => [...Buffer.from(text.replaceAll(" ", ""), "hex")];
const tlv = (tag: number, ...value: readonly number[]): number[] => {
  const { length } = value;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return [tag, ...head, ...value];
};

const AID = hex("A000000063504B43532D3135");
const OID = hex("06 04 67 2B 07 01");
/** 1.3.6.1.4.1.99999.1: the object with the server's URL, as this card's maker chose. */
export const URL_OID = "1.3.6.1.4.1.99999.1";
const URL_OID_DER = hex("06 09 2B 06 01 04 01 86 8D 1F 01");

export interface CardFaults {
  /** Octets a file is said to have, by identifier. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** Gives more than it is asked for. */
  readonly overflows?: boolean;
  /** Wants its PIN before it gives this file. */
  readonly locked?: string;
  /** Says the right length first, with 6Cxx. */
  readonly wantsLength?: boolean;
  /** Has more to say, for ever. */
  readonly endless?: boolean;
  /** Answers every command so. */
  readonly status?: number;
  /** Is taken out before this command, counted from 1. */
  readonly removedAt?: number;
  /** Opens a channel that cannot be. */
  readonly channel?: number;
}

export interface CardDescription {
  readonly kind?: "uicc" | "sim";
  readonly protocol?: "T=0" | "T=1";
  readonly iccid?: string;
  /** Content of EF DM_Bootstrap; without it the card has no such object. */
  readonly document?: Uint8Array;
  readonly serverUrl?: Uint8Array;
  /** Octets FF behind the document. */
  readonly fill?: number;
  /** EF DIR names no PKCS#15 application. */
  readonly noApplication?: boolean;
  /** EF DIR has records, as on real cards. */
  readonly records?: boolean;
  /** How the directory writes the object and its path. */
  readonly style?: "oid" | "nested" | "opaque" | "relative" | "part";
  /** In place of what the card would have, by identifier. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  readonly faults?: CardFaults;
}

interface File {
  readonly data?: readonly number[];
  readonly recordLength?: number;
}

export class CardGone extends Error {}

const DF = "3F00/7F50";

export class VirtualCard {
  readonly protocol: "T=0" | "T=1";
  /** Commands in hexadecimal. */
  readonly commands: string[] = [];
  private readonly description: CardDescription;
  private readonly files: ReadonlyMap<string, File>;
  private readonly selected = new Map<number, string>();
  private readonly application = new Set<number>();
  private pending: readonly number[] = [];

  constructor(description: CardDescription) {
    this.description = description;
    this.protocol = description.protocol ?? "T=1";
    this.files = filesOf(description);
  }

  /** Power off and on. */
  reset(): void {
    this.selected.clear();
    this.application.clear();
    this.pending = [];
  }

  /** Throws `CardGone` when it is taken out. */
  transmit(command: Uint8Array): Uint8Array {
    const { faults = {} } = this.description;
    this.commands.push(Buffer.from(command).toString("hex").toUpperCase());
    if (this.commands.length === faults.removedAt) throw new CardGone();
    return Uint8Array.from(faults.status === undefined ? this.answer(command) : status(faults.status));
  }

  private answer(command: Uint8Array): readonly number[] {
    const [cla = 0, ins] = command;
    const isSim = this.description.kind === "sim";
    if (isSim !== (cla === 0xa0)) return status(isSim ? 0x6e00 : 0x6e00);
    switch (ins) {
      case 0xa4:
        return isSim ? this.selectOnSim(command) : this.select(command, cla & 3);
      case 0x70:
        return this.channel(command);
      case 0xc0:
        return this.rest(command);
      case 0xb0:
        return this.readBinary(command, cla & 3);
      case 0xb2:
        return this.readRecord(command, cla & 3);
      default:
        return status(0x6d00);
    }
  }

  private channel([, , p1, p2]: Uint8Array): readonly number[] {
    if (p1 === 0x80) {
      this.selected.delete(p2!);
      return status(0x9000);
    }
    return [this.description.faults?.channel ?? 1, ...status(0x9000)];
  }

  private select(command: Uint8Array, channel: number): readonly number[] {
    const [, , p1, p2, length = 0] = command;
    const data = [...command.subarray(5, 5 + length)];
    if (p1 === 0x04) {
      const isOurs = !this.description.noApplication && data.every((octet, index) => octet === AID[index]);
      if (!isOurs) return status(0x6a82);
      this.application.add(channel);
      this.selected.set(channel, DF);
      return this.told(fcp(DF, {}), p2!);
    }
    const ids = Array.from({ length: data.length / 2 }, (_, i) => idOf(data[2 * i]!, data[2 * i + 1]!));
    const isFromApplication = ids[0] === "7FFF";
    if (isFromApplication && !this.application.has(channel)) return status(0x6a82);
    const path =
      p1 === 0x00 ? ids.join("/") : isFromApplication ? [DF, ...ids.slice(1)].join("/") : ["3F00", ...ids].join("/");
    const file = this.files.get(path);
    if (file === undefined) return status(0x6a82);
    this.selected.set(channel, path);
    const { faults = {} } = this.description;
    const size = faults.sizes?.[path.slice(-4)] ?? file.data?.length;
    return this.told(fcp(path, file, size), p2!);
  }

  private selectOnSim(command: Uint8Array): readonly number[] {
    const id = idOf(command[5]!, command[6]!);
    const current = this.selected.get(0) ?? "3F00";
    const directory = this.files.get(current)?.data === undefined ? current : current.slice(0, -5);
    const path = id === "3F00" ? id : `${directory}/${id}`;
    const file = this.files.get(path);
    if (file === undefined) return status(0x9404);
    this.selected.set(0, path);
    const size = this.description.faults?.sizes?.[id] ?? file.data?.length ?? 0;
    this.pending = [0, 0, size >> 8, size & 0xff, ...hex(id), 0x04, 0, 0, 0, 0, 0x01, 0x02, 0x00, 0x00];
    return [0x9f, this.pending.length];
  }

  private told(info: readonly number[], p2: number): readonly number[] {
    if ((p2 & 0x0c) === 0x0c) return status(0x9000);
    if (this.protocol === "T=1") return [...info, ...status(0x9000)];
    this.pending = info;
    return [0x61, info.length];
  }

  private rest([, , , , length = 0]: Uint8Array): readonly number[] {
    if (this.description.faults?.endless === true) return [0x61, 0x10];
    const part = this.pending.slice(0, length || 256);
    return [...part, ...status(0x9000)];
  }

  private readBinary(command: Uint8Array, channel: number): readonly number[] {
    const path = this.selected.get(channel) ?? "";
    const data = this.files.get(path)?.data;
    const { faults = {}, kind } = this.description;
    if (faults.locked === path.slice(-4)) return status(kind === "sim" ? 0x9804 : 0x6982);
    if (data === undefined) return status(0x6986);
    const [, , high = 0, low = 0, length = 0] = command;
    const offset = (high << 8) | low;
    if (offset > data.length) return status(kind === "sim" ? 0x9402 : 0x6b00);
    if (faults.wantsLength === true && length !== Math.min(100, data.length - offset)) {
      return [0x6c, Math.min(100, data.length - offset)];
    }
    const part = data.slice(offset, offset + (length || 256));
    if (faults.overflows === true) return [...part, 0xaa, ...status(0x9000)];
    return [...part, ...status(part.length < length ? 0x6282 : 0x9000)];
  }

  private readRecord([, , number = 0, , length = 0]: Uint8Array, channel: number): readonly number[] {
    const { data = [], recordLength = 0 } = this.files.get(this.selected.get(channel) ?? "") ?? {};
    const record = data.slice((number - 1) * recordLength, number * recordLength);
    return record.length === 0 ? status(0x6a83) : [...record.slice(0, length), ...status(0x9000)];
  }
}

function filesOf(description: CardDescription): ReadonlyMap<string, File> {
  const {
    iccid = "8941012345678901234",
    document,
    serverUrl,
    fill = 0,
    noApplication,
    records,
    style = "oid",
    files = {},
  } = description;
  const path = (...ids: readonly string[]): number[] => tlv(0x30, ...tlv(0x04, ...hex(ids.join(""))));
  const wanted = noApplication === true ? hex("A0000000871002") : AID;
  const template = tlv(
    0x61,
    ...tlv(0x4f, ...wanted),
    ...tlv(0x50, ...Buffer.from("PKCS15")),
    ...tlv(0x51, ...hex("3F007F50")),
  );
  const directory = records === true ? [...template, ...new Array<number>(48 - template.length).fill(0xff)] : template;
  const object = (oid: readonly number[], place: readonly number[]): number[] => {
    const label = tlv(0x30, ...tlv(0x0c, ...Buffer.from("DM")));
    const value = style === "nested" ? tlv(0x06, ...oid) : oid;
    if (style === "opaque") return tlv(0x30, ...label, ...tlv(0x30, ...oid), ...tlv(0xa1, ...place));
    return tlv(0xa1, ...label, ...label, ...tlv(0xa1, ...tlv(0x30, ...value, ...place)));
  };
  const part = tlv(
    0x30,
    ...tlv(0x04, ...hex("6433")),
    ...tlv(0x02, 4),
    ...tlv(0x80, 0, document?.length ?? 0).map((octet, i) =>
      i === 2 ? (document?.length ?? 0) >> 8 : i === 3 ? (document?.length ?? 0) & 0xff : octet,
    ),
  );
  const place = style === "part" ? part : style === "relative" ? path("6433") : path("3F00", "7F50", "6433");
  const dodf = [
    ...tlv(
      0xa1,
      ...tlv(0x30, ...tlv(0x0c, ...Buffer.from("other"))),
      ...tlv(0xa1, ...tlv(0x30, ...hex("06 03 2A 03 04"), ...path("6499"))),
    ),
    0x00,
    0xff,
    ...(document === undefined ? [] : object(OID, place)),
    ...(serverUrl === undefined ? [] : object(URL_OID_DER, path("6434"))),
  ];
  const nibbles = (iccid.length % 2 === 1 ? `${iccid}F` : iccid).replace(/(.)(.)/g, "$2$1");
  const head = style === "part" ? [1, 2, 3, 4] : [];
  const made: [string, File][] = [
    ["3F00", {}],
    ["3F00/2F00", { data: directory, ...(records === true ? { recordLength: 48 } : {}) }],
    ["3F00/2FE2", { data: hex(nibbles) }],
    [DF, {}],
    [`${DF}/5031`, { data: [...hex("A7 06 30 04 04 02 6430"), 0xff, 0xff] }],
    [`${DF}/6430`, { data: dodf }],
    [`${DF}/6433`, { data: [...head, ...(document ?? []), ...new Array<number>(fill).fill(0xff)] }],
    [`${DF}/6434`, { data: [...(serverUrl ?? [])] }],
  ];
  return new Map(
    made.map(([name, file]) => [
      name,
      files[name.slice(-4)] === undefined ? file : { ...file, data: [...files[name.slice(-4)]!] },
    ]),
  );
}

function fcp(path: string, { data, recordLength }: File, size = data?.length): readonly number[] {
  const descriptor =
    data === undefined
      ? hex("82 02 78 21")
      : recordLength === undefined
        ? hex("82 02 41 21")
        : [0x82, 0x05, 0x42, 0x21, recordLength >> 8, recordLength & 0xff, Math.floor(data.length / recordLength)];
  return tlv(
    0x62,
    ...descriptor,
    ...tlv(0x83, ...hex(path.slice(-4))),
    ...(size === undefined ? [] : tlv(0x80, (size >> 16) & 0xff, (size >> 8) & 0xff, size & 0xff)),
  );
}

function idOf(high: number, low: number): string {
  return ((high << 8) | low).toString(16).toUpperCase().padStart(4, "0");
}

function status(word: number): readonly number[] {
  return [word >> 8, word & 0xff];
}
