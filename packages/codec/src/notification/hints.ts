/** What the user is to see of the session (bootstrap-push §2.2, §3.2#3). The position in the list is the code. */
export const UI_MODES = ["not-specified", "background", "informative", "user-interaction"] as const;
/** One of `UI_MODES`. */
export type UiMode = (typeof UI_MODES)[number];

/** Which side is the cause of the session (bootstrap-push §2.2, §3.2#4). The position in the list is the code. */
export const INITIATORS = ["client", "server"] as const;
/** One of `INITIATORS`. */
export type Initiator = (typeof INITIATORS)[number];
