/** A bootstrap as data: which door it comes through, what the document says, who vouches for it, what must come of it. */
import type { TndsNode } from "@oma-dm/codec/tnds";
import type { ServerName, TlsSetup } from "./case.ts";

/** `power-on`: the device is switched off and on again, with what lies in its reader then. */
export type BootstrapWay = "push" | "file" | "https" | "scws" | "power-on";

export interface BootstrapAct {
  readonly act: "bootstrap";
  readonly door: BootstrapWay;
  /** What is pushed, lies in the file, or is served. Default: the account of A. */
  readonly document?: DocumentShape;
  /** Of a push or a file. Default: NETWORKID with the IMSI of the device. */
  readonly security?: DocumentSecurity;
  /** What the user types when asked for the PIN. */
  readonly typed?: string;
  /** What is in the reader from now on. */
  readonly card?: CardShape | "none";
  /** What the bootstrap server, or the card's web server, says instead of giving the document. */
  readonly answer?: { readonly status?: number; readonly contentType?: string };
  /** The device must refuse it; `either`: that is its policy. */
  readonly refused?: true | "either";
  /** GETs that reach the server of documents. Default 1 from `https` and `scws`, else 0. */
  readonly gets?: number;
  /** Servers whose first session the device has before it, afterwards. */
  readonly due?: readonly ServerName[];
}

export interface DocumentShape {
  /** Default A alone. */
  readonly accounts?: readonly ServerName[];
  /** The Client Provisioning profile in place of the DM profile. */
  readonly profile?: "cp";
  /** How the objects travel within the message; default `opaque`. */
  readonly form?: "inline" | "opaque" | "xml-cdata";
  /** How the message is written: WBXML unless it is XML, or WBXML that ends in the middle. */
  readonly as?: "wbxml" | "xml" | "cut";
  /** Name leaf of the accounts. */
  readonly displayName?: string;
  /** ConRef of the accounts. */
  readonly refersTo?: string;
  /** The accounts stand there twice, first in version 1.0 with another name, then in version 1.1. */
  readonly inTwoVersions?: true;
  /** Objects beside the accounts. */
  readonly more?: readonly TndsNode[];
  /** Behind the objects comes an Item that is no document at all. */
  readonly endsBroken?: true;
}

export interface DocumentSecurity {
  /** `none`: neither SEC nor MAC. A name nobody knows is sent as it stands. */
  readonly sec: "NETWORKID" | "USERPIN" | "USERPIN_NETWORKID" | "none" | "UNKNOWN";
  readonly hash?: "sha1" | "sha256";
  /** The server's idea of the device's secret, and of the PIN. */
  readonly imsi?: string;
  readonly pin?: string;
  /** Another MAC, none, or that of a document one bit of which changed since. */
  readonly spoilt?: "wrong-mac" | "no-mac" | "flipped-bit";
}

export interface CardShape {
  readonly kind?: "uicc" | "sim";
  readonly iccid?: string;
  /** What EF DM_Bootstrap holds; without it the card has no such object. */
  readonly document?: DocumentShape;
  /** The card knows where the bootstrap server is. */
  readonly serverUrl?: true;
}

/** What there is beside the management servers. */
export interface BootSetup {
  /** Of the server that has documents. Default `valid`. */
  readonly certificate?: NonNullable<TlsSetup["certificate"]>;
  /** It speaks http alone, at an http URL; `behind-https`: the URL says https all the same. */
  readonly plain?: true | "behind-https";
  /** Who knows its URL from the beginning: the device maker, as that of the bootstrap server or of the card's. */
  readonly known?: "bootstrap-server" | "card-server";
  /** Cards are not read, or this one is not accepted. */
  readonly card?: readonly ("disabled" | "rejected")[];
}
