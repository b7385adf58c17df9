/** Which part of the device a push is for, by its media type and application (bootstrap-push §4.6, §2.5#1). */
import { NOTIFICATION_1_2_TYPE, NOTIFICATION_1_3_TYPE } from "@oma-dm/codec/notification";
import type { Unpacked } from "./unpack.ts";

export type Destination = "notification-1.2" | "notification-1.3" | "bootstrap";

interface Row {
  readonly destination: Destination;
  /** A WAP push of it must name its application; an HTTP push never has to (bootstrap-push §4.4#9, §6.3#2). */
  readonly needsApplication: boolean;
}

/** What is not here is for nobody: session initiation requests, XML (decisions D5, D22), anything else. */
const ROWS: Readonly<Record<string, Row>> = {
  [NOTIFICATION_1_2_TYPE]: { destination: "notification-1.2", needsApplication: true },
  [NOTIFICATION_1_3_TYPE]: { destination: "notification-1.3", needsApplication: true },
  "application/vnd.syncml.dm+wbxml": { destination: "bootstrap", needsApplication: false },
  "application/vnd.wap.connectivity-wbxml": { destination: "bootstrap", needsApplication: false },
};

/** DM's push application; OMA's registry later spelled the scheme differently (bootstrap-push §4.4#8). */
const APPLICATIONS: readonly string[] = ["x-wap-application:syncml.dm", "x-oma-application:syncml.dm"];

export const DM_APPLICATION = APPLICATIONS[0]!;

export function destinationOf({
  bearer,
  contentType,
  applicationId,
}: Pick<Unpacked, "bearer" | "contentType" | "applicationId">):
  | Destination
  | "other-content-type"
  | "other-application" {
  const row = ROWS[contentType.split(";")[0]!.trim().toLowerCase()];
  if (row === undefined) return "other-content-type";
  if (applicationId === undefined) {
    return row.needsApplication && bearer !== "http-push" ? "other-application" : row.destination;
  }
  const isOurs = applicationId === 7 || APPLICATIONS.includes(String(applicationId).toLowerCase());
  return isOurs ? row.destination : "other-application";
}
