export const HELP = `flyloft: a developer portal whose features arrive while it runs

  flyloft start   install the configured plugins and serve the portal
  flyloft plan    show what a start would add, change or remove; changes nothing

Options
  -c, --config <file>   configuration file; may be given several times, later ones override earlier ones
                        (default: app-config.yaml and, if it is there, app-config.local.yaml)
      --frozen          install only what plugins.lock.yaml names, byte for byte: for production
  -p, --port <number>   listen there instead of where backend.listen says (start)
      --json            print the plan as JSON (plan)
  -h, --help            show this

Exit codes
  0   ended as asked (Ctrl-C, SIGTERM), or the plan is shown
  1   the portal could not start: configuration, a required plugin, the port; or it crashed
  2   the command line is not understood

Environment
  LOG_LEVEL             error, warn, info (default) or debug
  NODE_ENV=production   logs are JSON
`;
