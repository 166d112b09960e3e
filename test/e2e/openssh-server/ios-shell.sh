#!/bin/sh
# A shell that behaves as IOS does, for sshd's ForceCommand: answers are files of a folder, named as the command with `_` for blanks.
# Its terminal is a real one: the echo comes from the kernel.  usage: ios-shell.sh FOLDER NAME SECRET
folder=$1
name=$2
secret=$3
prompt="$name>"
printf '\n*** %s > authorised access only # ***\n\n' "$name"
while printf '%s' "$prompt" && read -r line; do
  case $line in
  '' | 'terminal '*) ;;
  exit) exit 0 ;;
  enable)
    stty -echo
    printf 'Password: '
    read -r typed
    stty echo
    printf '\n'
    if [ "$typed" = "$secret" ]; then prompt="$name#"; else printf '%% Bad secrets\n\n'; fi
    ;;
  *)
    answer="$folder/$(printf '%s' "$line" | tr ' ' '_')"
    if [ "$prompt" = "$name#" ] && [ -f "$answer" ]; then
      cat "$answer"
    else
      printf '%*s^\n%% Invalid input detected at '"'^'"' marker.\n\n' "${#prompt}" ''
    fi
    ;;
  esac
done
