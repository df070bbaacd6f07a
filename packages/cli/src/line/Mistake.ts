/** The command line can't be understood; found only once a command looked closer. */
export class Mistake extends Error {}
