/** Types and shapes of management objects, from a DDF by `oma-dm ddf types`. Do not edit. */
import type { Exec, ObjectShape, WriteOnly } from "@oma-dm/client";

/**
 * A lamp with zones.
 *
 * ./Vendor/Acme/Lamp
 */
export interface Lamp {
  /** Percent of full power. */
  Brightness: number;
  /** Whether it shines now. */
  Lit: boolean;
  Pin: WriteOnly<string>;
  Blink: WriteOnly<Exec<null>>;
  Zone: LampZone;
}

export interface LampZone {
  [name: string]: LampZoneInstance;
}

export interface LampZoneInstance {
  Level: number;
  /** Watt, measured. */
  Power: number;
}

/** The shape of ./Vendor/Acme/Lamp. */
export const LampShape: ObjectShape<Lamp> = {
  under: "./Vendor/Acme",
  spec: {
    name: "Lamp", format: "node", access: ["Get"], scope: "Permanent", min: 1, max: 1, moid: "urn:oma:mo:x-acme-lamp:1.0", acl: "Add=*&Delete=*&Exec=*&Get=*&Replace=*", description: "A lamp with zones.",
    children: [
      { name: "Brightness", format: "int", access: ["Get", "Replace"], scope: "Permanent", min: 1, max: 1, mime: ["text/plain"], initial: "80", description: "Percent of full power." },
      { name: "Lit", format: "bool", access: ["Get"], scope: "Permanent", min: 1, max: 1, mime: ["text/plain"], description: "Whether it shines now." },
      { name: "Pin", format: "chr", access: ["Replace"], scope: "Permanent", min: 1, max: 1, mime: ["text/plain"] },
      { name: "Blink", format: "null", access: ["Exec"], scope: "Permanent", min: 1, max: 1, mime: ["text/plain"] },
      {
        name: "Zone", format: "node", access: ["Add", "Get"], scope: "Permanent", min: 1, max: 1,
        children: [
          {
            name: null, format: "node", access: ["Add", "Delete", "Get"], scope: "Dynamic", min: 0, max: 8,
            children: [
              { name: "Level", format: "int", access: ["Add", "Get", "Replace"], scope: "Dynamic", min: 1, max: 1, mime: ["text/plain"] },
              { name: "Power", format: "float", access: ["Get"], scope: "Permanent", min: 1, max: 1, mime: ["text/plain"], initial: "0", description: "Watt, measured." },
            ],
          },
        ],
      },
    ],
  },
};
