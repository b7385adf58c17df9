/** Tests that need more than Node: they run where it is there, skip with the reason where not, and fail in CI. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/** The collection of real messages that stands beside a maintainer's checkout; users do not have it. */
export const CORPUS = fileURLToPath(new URL("../../shared/corpus/", import.meta.url));
export const SPECIFICATION = fileURLToPath(new URL("../../shared/spec/", import.meta.url));

/** Where the optional package for smart cards is installed for the tests: it stands in no lock (docs/dependencies.md). */
export const PCSC_HOME = fileURLToPath(new URL("../node_modules/.cache/pcsc/", import.meta.url));

const onPath = (command: string) => () => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;

/** What a test may need: how to find it and where it comes from. */
export const COMPONENTS = {
  xmllint: { there: onPath("xmllint"), from: "Debian package libxml2-utils" },
  libwbxml: { there: onPath("wbxml2xml"), from: "Debian package libwbxml2-utils" },
  libwbxmlDev: {
    there: () =>
      spawnSync("gcc", ["-E", "-x", "c", "-"], { input: "#include <libwbxml-1.0/wbxml/wbxml.h>" }).status === 0,
    from: "Debian packages gcc, libwbxml2-dev",
  },
  tshark: { there: onPath("tshark"), from: "Debian package tshark" },
  strace: { there: onPath("strace"), from: "Debian package strace" },
  openssl: { there: onPath("openssl"), from: "Debian package openssl" },
  curl: { there: onPath("curl"), from: "Debian package curl" },
  chromium: { there: onPath("chromium"), from: "Debian package chromium" },
  namespaces: {
    there: () => spawnSync("unshare", ["-mn", "ip", "link", "set", "lo", "up"]).status === 0,
    from: "root, for namespaces of its own, and the Debian package iproute2",
  },
  kannel: { there: onPath("bearerbox"), from: "Debian package kannel" },
  smstools: { there: onPath("smsd"), from: "Debian package smstools" },
  ofono: { there: onPath("ofonod"), from: "Debian package ofono" },
  dbus: { there: onPath("dbus-daemon"), from: "Debian package dbus" },
  socat: { there: onPath("socat"), from: "Debian package socat" },
  pcscd: {
    there: () =>
      existsSync("/usr/lib/pcsc/drivers/serial/libifdvpcd.so") &&
      spawnSync("unshare", ["-mnp", "--fork", "sh", "-c", "command -v pcscd && command -v ip"]).status === 0,
    from: "Debian packages pcscd, vsmartcard-vpcd, iproute2, and the right to make namespaces",
  },
  pcscMini: {
    there: () => existsSync(`${PCSC_HOME}node_modules/pcsc-mini`),
    from: "npm install --prefix node_modules/.cache/pcsc --no-save --no-package-lock --ignore-scripts pcsc-mini@0.1.3",
  },
  corpus: { there: () => existsSync(CORPUS), from: "the maintainers' collection" },
} as const satisfies Record<string, { there: () => boolean; from: string }>;

export type Component = keyof typeof COMPONENTS;

export function missing(names: readonly Component[]): readonly string[] {
  return names.filter((name) => !COMPONENTS[name].there()).map((name) => `${name}: ${COMPONENTS[name].from}`);
}

/** As `describe`; `OMA_DM_NO_SKIP=1` turns what is missing into a failure. */
export function describeNeeding(names: readonly Component[], title: string, body: () => void): void {
  const lacking = missing(names);
  if (lacking.length === 0) describe(title, body);
  else if (process.env["OMA_DM_NO_SKIP"] === "1") {
    describe(title, () => {
      it("has what it needs", () => expect(lacking).toEqual([]));
    });
  } else describe.skip(`${title} (needs ${lacking.join(", ")})`, body);
}
