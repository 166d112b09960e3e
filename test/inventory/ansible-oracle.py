# Ansible's own answers, many in one process because Python and Ansible are slow to start. Reads JSON lines from standard
# input, each {"inventory": PATH, "patterns": [...], "vault": {ID: PASSWORD}}, and answers each with a line:
# {"hosts": {name: variables}, "groups": {name: [hosts in order]}, "matches": [[host, ...] or null for an error]}.
import json
import os
import sys

os.environ.setdefault('ANSIBLE_LOCALHOST_WARNING', 'false')
os.environ.setdefault('ANSIBLE_INVENTORY_UNPARSED_WARNING', 'false')

from ansible.errors import AnsibleError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.ajson import AnsibleJSONEncoder
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultSecret
from ansible.template import Templar
from ansible.vars.manager import VariableManager

MAGIC = {
    'ansible_playbook_python', 'groups', 'group_names', 'inventory_dir', 'inventory_file', 'inventory_hostname',
    'inventory_hostname_short', 'omit', 'playbook_dir', 'ansible_facts', 'environment', 'hostvars', 'ansible_version',
    'ansible_check_mode', 'ansible_diff_mode', 'ansible_forks', 'ansible_inventory_sources', 'ansible_limit',
    'ansible_run_tags', 'ansible_skip_tags', 'ansible_verbosity', 'ansible_config_file', 'vars', 'role_names',
    'ansible_play_hosts', 'ansible_play_batch', 'ansible_play_name', 'play_hosts', 'ansible_role_names',
}


def matches(inventory, pattern):
    try:
        return [host.name for host in inventory.get_hosts(pattern)]
    except AnsibleError:
        return None


def answer(question):
    loader = DataLoader()
    secrets = [(name, VaultSecret(text.encode())) for name, text in question.get('vault', {}).items()]
    loader.set_vault_secrets(secrets)
    inventory = InventoryManager(loader=loader, sources=[question['inventory']])
    manager = VariableManager(loader=loader, inventory=inventory)
    hosts = {}
    for host in inventory.get_hosts('all'):
        known = manager.get_vars(host=host, include_hostvars=False, stage='all')
        shown = {name: value for name, value in known.items() if name not in MAGIC}
        if question.get('render'):
            templar = Templar(loader=loader, variables=known)
            shown = {name: render(templar, value) for name, value in shown.items()}
        hosts[host.name] = shown
    return {
        'hosts': hosts,
        'groups': {name: [host.name for host in group.get_hosts()] for name, group in inventory.groups.items()},
        'matches': [matches(inventory, pattern) for pattern in question.get('patterns', [])],
    }


def render(templar, value):
    try:
        return templar.template(value)
    except AnsibleError as error:
        return 'ERROR: ' + type(error).__name__


for line in sys.stdin:
    question = json.loads(line)
    # Ansible's warnings go to standard error; answers are the only lines here.
    # Rendered values are plain text: a vault value must be opened, not copied.
    try:
        reply = answer(question)
    except AnsibleError as error:
        reply = {'error': str(error)}
    # In lists of Ansible's JSON a vault value is written as {"__ansible_vault": text}.
    print(json.dumps(reply, cls=AnsibleJSONEncoder, preprocess_unsafe=False, vault_to_text=bool(question.get('render'))))
    sys.stdout.flush()
