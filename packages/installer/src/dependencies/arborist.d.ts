declare module "@npmcli/arborist" {
  export interface ArboristEdge {
    readonly name: string;
    /** As the package asks, whatever overrides say. */
    readonly rawSpec: string;
    readonly to: ArboristNode | null;
  }

  export interface ArboristNode {
    /** The folder's name. */
    readonly name: string;
    readonly packageName: string;
    readonly version: string;
    readonly isProjectRoot: boolean;
    /** `node_modules/a/node_modules/b`. */
    readonly location: string;
    readonly resolved: string | null;
    readonly optional: boolean;
    readonly extraneous: boolean;
    /** Left out: optional, and it can't be had. */
    readonly inert: boolean;
    readonly edgesOut: ReadonlyMap<string, ArboristEdge>;
  }

  export interface ArboristOptions {
    readonly path: string;
    readonly packumentCache: {
      has(key: string): boolean;
      get(key: string): Promise<unknown>;
      set(key: string, packument: unknown): void;
      delete(key: string): void;
    };
    readonly [option: string]: unknown;
  }

  export default class Arborist {
    constructor(options: ArboristOptions);
    buildIdealTree(): Promise<{
      readonly inventory: ReadonlyMap<string, ArboristNode>;
    }>;
  }
}
