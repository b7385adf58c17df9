/** How important a generic alert is, the most important first (protocol §6.4#5). Without a mark: informational. */
export const MARKS = ["fatal", "critical", "minor", "warning", "informational", "harmless", "indeterminate"] as const;

export type Mark = (typeof MARKS)[number];
