# Runs the Python reference over cases read from stdin and prints what it says, for python-oracle.test.ts.
# Input: {"templates": [[template, text], ...], "regexes": [[pattern, line], ...], "tables": {"texts": [...], "of": [[template, [place of a text, ...]], ...]}}
import io
import json
import re
import sys
import warnings

import textfsm

warnings.simplefilter("ignore")


def compile_template(template):
    """The machine, or the answer that tells why there is none."""
    try:
        return textfsm.TextFSM(io.StringIO(template)), None
    except textfsm.TextFSMTemplateError as error:
        places = re.findall(r"Line:? (\d+)", str(error))
        return None, {"templateError": int(places[-1]) if places else None}
    except Exception as error:  # the reference lets some faults of a template through
        return None, {"crash": type(error).__name__}


def run_text(fsm, text):
    try:
        fsm.Reset()
        return {"header": fsm.header, "records": fsm.ParseText(text)}
    except textfsm.TextFSMError as error:
        return {"inputError": int(re.search(r"Rule Line: (\d+)", str(error)).group(1))}
    except Exception as error:
        return {"crash": type(error).__name__}


def run_template(template, text):
    fsm, refusal = compile_template(template)
    return refusal or run_text(fsm, text)


def run_table(template, places, texts):
    fsm, refusal = compile_template(template)
    return [refusal or run_text(fsm, texts[place]) for place in places]


def run_regex(pattern, line):
    try:
        match = re.compile(pattern).match(line)
    except (re.error, OverflowError):
        return {"error": True}
    except Exception as error:
        return {"crash": type(error).__name__}
    return None if match is None else [match.group(0), *match.groups()]


cases = json.load(sys.stdin)
print(json.dumps({
    "templates": [run_template(*case) for case in cases["templates"]],
    "regexes": [run_regex(*case) for case in cases["regexes"]],
    "tables": [run_table(*case, cases["tables"]["texts"]) for case in cases["tables"]["of"]],
}))
