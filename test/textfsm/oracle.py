# Runs the Python reference over cases read from stdin and prints what it says, for python-oracle.test.ts.
# Input: {"templates": [[template, text], ...], "regexes": [[pattern, line], ...]}
import io
import json
import re
import sys
import warnings

import textfsm

warnings.simplefilter("ignore")


def run_template(template, text):
    try:
        fsm = textfsm.TextFSM(io.StringIO(template))
    except textfsm.TextFSMTemplateError as error:
        places = re.findall(r"Line:? (\d+)", str(error))
        return {"templateError": int(places[-1]) if places else None}
    except Exception as error:  # the reference lets some faults of a template through
        return {"crash": type(error).__name__}
    try:
        return {"header": fsm.header, "records": fsm.ParseText(text)}
    except textfsm.TextFSMError as error:
        return {"inputError": int(re.search(r"Rule Line: (\d+)", str(error)).group(1))}
    except Exception as error:
        return {"crash": type(error).__name__}


def run_regex(pattern, line):
    try:
        match = re.compile(pattern).match(line)
    except re.error:
        return {"error": True}
    except Exception as error:
        return {"crash": type(error).__name__}
    return None if match is None else [match.group(0), *match.groups()]


cases = json.load(sys.stdin)
print(json.dumps({
    "templates": [run_template(*case) for case in cases["templates"]],
    "regexes": [run_regex(*case) for case in cases["regexes"]],
}))
