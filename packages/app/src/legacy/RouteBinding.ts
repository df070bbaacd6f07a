/** Where an external route of a plugin leads. Plugins are named by their ids. */
export interface RouteBinding {
  readonly from: BindingEnd;
  readonly to: BindingEnd;
}

export interface BindingEnd {
  readonly pluginId: string;
  readonly route: string;
}
