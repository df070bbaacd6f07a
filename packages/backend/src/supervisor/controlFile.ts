/** Where the command line finds the socket of a running portal, in its data folder. */
export const CONTROL_FILE = "control.json";
