/** Provisioning documents in XML: the same elements, under their names. Clause: OMA-WAP-ProvCont 1.1 §4. */
import type { EventSink, Locator, Tag } from "../events.ts";
import { NOWHERE } from "../events.ts";
import { readXml } from "../xml/reader.ts";
import { ProvisioningBuilder } from "./builder.ts";
import type { ProvisioningDocument, ProvisioningLimits } from "./model.ts";

export function readProvisioningXml(document: Uint8Array | string, limits: ProvisioningLimits): ProvisioningDocument {
  const sink = new ProvisioningSink(limits);
  // Elements nobody knows count too.
  readXml(document, sink, { maxBytes: limits.maxBytes, maxDepth: limits.maxDepth, maxElements: 4 * limits.maxParms });
  return sink.builder.finish();
}

class ProvisioningSink implements EventSink {
  readonly builder: ProvisioningBuilder;
  private locator: Locator = NOWHERE;

  constructor(limits: ProvisioningLimits) {
    this.builder = new ProvisioningBuilder(limits, () => this.locator.position());
  }

  start(locator: Locator): void {
    this.locator = locator;
  }
  documentType(): void {}
  open({ name }: Tag): void {
    this.builder.open(name, new Map());
  }
  openNamed(name: string, _xmlns: string, _prefixed: string, attributes: Readonly<Record<string, string>>): void {
    this.builder.open(name, new Map(Object.entries(attributes)));
  }
  close(): void {
    this.builder.close();
  }
  text(): void {}
  opaque(): void {}
  leaf(tag: Tag): void {
    this.open(tag);
    this.close();
  }
  extension(): void {}
  path(): readonly string[] {
    return this.builder.path();
  }
}
