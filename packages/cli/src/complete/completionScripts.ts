/** In a template, `${` would begin a value. */
const DOLLAR = "$";

/**
 * Each asks `flyloft __complete` for what may stand where the cursor is: a candidate per line, with a tab before what it
 * is; the line `:files` for the names of files.
 */
export const COMPLETION_SCRIPTS = {
  // Bash replaces only what follows the last of COMP_WORDBREAKS' characters; packages' names and keys have some.
  bash: String.raw`# bash completion for flyloft
_flyloft() {
  local line=${DOLLAR}{COMP_LINE:0:COMP_POINT} words current cut= breaks value
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current=${DOLLAR}{words[${DOLLAR}{#words[@]}-1]}
  breaks=${DOLLAR}{COMP_WORDBREAKS//[^=:@]/}
  [[ -n $breaks ]] && cut=${DOLLAR}{current%"${DOLLAR}{current##*[$breaks]}"}
  COMPREPLY=()
  while IFS=$'\t' read -r value _; do
    if [[ $value == :files ]]; then
      compopt -o default 2>/dev/null
    else
      [[ $value == *= ]] && compopt -o nospace 2>/dev/null
      COMPREPLY+=("${DOLLAR}{value#"$cut"}")
    fi
  done < <("${DOLLAR}{words[0]}" __complete "${DOLLAR}{words[@]:1}" 2>/dev/null)
}
complete -F _flyloft flyloft
`,
  zsh: String.raw`#compdef flyloft
_flyloft() {
  local -a candidates assignments
  local line value what
  for line in "${DOLLAR}{(@f)$(flyloft __complete "${DOLLAR}{(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    value=${DOLLAR}{line%%$'\t'*}
    what=${DOLLAR}{line#*$'\t'}
    case $value in
      "") ;;
      :files) _files ;;
      *=) assignments+=("$value") ;;
      *) candidates+=("${DOLLAR}{value//:/\\:}:$what") ;;
    esac
  done
  (( $#candidates )) && _describe flyloft candidates
  (( $#assignments )) && compadd -S '' -a assignments
}
compdef _flyloft flyloft
`,
  fish: String.raw`# fish completion for flyloft
function __flyloft_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in (flyloft __complete $words[2..] 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c flyloft -f -a '(__flyloft_complete)'
`,
} as const;
