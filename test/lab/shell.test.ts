// One session over real SSH: modes, prompts, errors, enabling, configuring, showing.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lab, startLab } from '../../src/lab/index.ts';
import { FIVE_ROUTERS } from './five-routers.ts';
import { connect, connectionOptions, openTestSession, type TestSession } from './test-session.ts';

let lab: Lab;
let session: TestSession;

beforeAll(async () => {
  lab = await startLab({ topology: FIVE_ROUTERS, basePort: 'free', timeScale: 1000 });
});
afterAll(() => lab.close());

async function login(name = 'r1'): Promise<TestSession> {
  session = await openTestSession(lab, name);
  return session;
}

/** Lab time runs a thousand times as fast: one interval of LLDP passes in 30 ms. */
const oneInterval = () => new Promise((resolve) => setTimeout(resolve, 40));

describe('modes and prompts', () => {
  it('walks from user mode into an interface and back', async () => {
    await login();
    const prompts: string[] = [];
    for (const line of [
      'enable',
      'cisco',
      'configure terminal',
      'interface gi0/1',
      'exit',
      'interface GigabitEthernet 0/2',
      'end',
      'disable',
    ]) {
      prompts.push((await session.run(line)).split('\n').at(-1) ?? '');
    }
    expect(prompts).toEqual([
      'Password: ',
      'r1#',
      'r1(config)#',
      'r1(config-if)#',
      'r1(config)#',
      'r1(config-if)#',
      'r1#',
      'r1>',
    ]);
    session.close();
  });

  it('leaves an interface for a global command, and configuration mode on ^Z', async () => {
    await login();
    await session.enable();
    await session.run('conf t');
    await session.run('int g0/1');
    expect(await session.run('lldp timer 30')).toContain('r1(config)#');
    session.send('\x1a');
    expect(await session.until(/r1#$/)).toBe('^Z\r\nr1#');
    session.close();
  });

  it.each(['exit', 'logout', 'quit'])('ends the connection on %s', async (line) => {
    await login();
    session.send(`${line}\r`);
    expect(await session.until(/never/)).toBe(`${line}\r\n`);
    expect(session.closed).toBe(true);
  });

  it('asks for the secret three times, without echo, and counts the failure in the log', async () => {
    await login('r2');
    expect(await session.run('enable')).toBe('enable\r\nPassword: ');
    expect(await session.run('wrong')).toBe('\r\nPassword: ');
    expect(await session.run('wrong')).toBe('\r\nPassword: ');
    expect(await session.run('wrong')).toBe('\r\n% Bad secrets\r\n\r\nr2>');
    session.close();
  });

  it('changes its prompt with its hostname', async () => {
    await login('r3');
    await session.enable();
    await session.run('configure terminal');
    expect(await session.run('hostname core')).toContain('core(config)#');
    expect(await session.run('no lldp timer')).toContain('core(config)#');
    expect(await session.run('hostname r3')).toContain('r3(config)#');
    session.close();
  });
});

describe('what IOS rejects', () => {
  it.each([
    ['show qux', "show qux\r\n        ^\r\n% Invalid input detected at '^' marker.\r\n\r\nr1>"],
    ['sh i', 'sh i\r\n% Ambiguous command:  "sh i"\r\nr1>'],
    ['show lldp entry', 'show lldp entry\r\n% Incomplete command.\r\n\r\nr1>'],
    ['configure terminal', "configure terminal\r\n   ^\r\n% Invalid input detected at '^' marker.\r\n\r\nr1>"],
    ['show running-config', "show running-config\r\n        ^\r\n% Invalid input detected at '^' marker.\r\n\r\nr1>"],
  ])('%s', async (line, answer) => {
    await login();
    expect(await session.run(line)).toBe(answer);
    session.close();
  });

  it('takes a single unknown word for a host name', async () => {
    await login();
    expect(await session.run('shwo')).toContain('% Unknown command or computer name');
    session.close();
  });

  it('points below the right column in every mode', async () => {
    await login();
    await session.enable();
    await session.run('configure terminal');
    const answer = await session.run('lldp walk');
    const [echo = '', marker = ''] = answer.split('\r\n');
    expect(`r1(config)#${echo}`[marker.indexOf('^')]).toBe('w');
    session.close();
  });
});

describe('LLDP', () => {
  it('is off, then on, and its table has the columns of IOS', async () => {
    for (const name of ['r5-tor', 'r6-edge', 'r1']) {
      await login(name);
      expect(await session.run('show lldp neighbors')).toContain('% LLDP is not enabled\r\n');
      await session.enable();
      await session.configure('lldp run');
      session.close();
    }
    await oneInterval();
    await login();
    const table = await session.run('show lldp neighbors');
    expect(table.split('\r\n')).toEqual([
      'show lldp neighbors',
      'Capability codes:',
      '    (R) Router, (B) Bridge, (T) Telephone, (C) DOCSIS Cable Device',
      '    (W) WLAN Access Point, (P) Repeater, (S) Station, (O) Other',
      '',
      'Device ID           Local Intf     Hold-time  Capability      Port ID',
      expect.stringMatching(/^r[56]\.virl\.info {8}Gi0\/0 {10}120 {8}R {15}Gi0\/0$/),
      expect.stringMatching(/^r[56]\.virl\.info {8}Gi0\/0 {10}120 {8}R {15}Gi0\/0$/),
      'r6.virl.info        Gi0/1          120        R               Gi0/1',
      'r5.virl.info        Gi0/2          120        R               Gi0/1',
      '',
      'Total entries displayed: 4',
      '',
      'r1>',
    ]);
    session.close();
  });

  it('cuts names at 20 characters and glues them to the port', async () => {
    await login('r6-edge');
    await session.enable();
    await session.configure('hostname a-very-long-router-name');
    session.close();
    await login();
    expect(await session.run('show lldp neighbors g0/1')).toMatch(/^a-very-long-router-nGi0\/1 {10}120 /m);
    session.close();
    await login('r6-edge');
    await session.enable();
    await session.configure('hostname r6');
    session.close();
  });

  it('details one block per neighbour, for all, one port, or one name', async () => {
    await login();
    await session.run('enable');
    await session.run('cisco');
    await session.run('terminal length 0');
    const detail = await session.run('show lldp neighbors detail');
    expect(detail.match(/^Local Intf: /gm)).toHaveLength(4);
    expect(detail).toMatch(/Total entries displayed: 4\r\n\r\nr1#$/);
    const one = await session.run('show lldp neighbors g0/1 detail');
    expect(one).toContain('Local Intf: Gi0/1\r\nChassis id: 5254.0005.0001\r\nPort id: Gi0/1\r\n');
    expect(one).toContain('Port Description: GigabitEthernet0/1\r\nSystem Name: r6.virl.info\r\n');
    expect(one).toContain('    IP: 192.168.2.222\r\n');
    expect(Number(/Time remaining: (\d+) seconds/.exec(one)?.[1])).toBeLessThanOrEqual(120);
    expect(await session.run('show lldp entry *')).toContain('Total entries displayed: 4');
    expect(await session.run('show lldp entry r5.virl.info')).toContain('Total entries displayed: 2');
    session.close();
  });

  it('shows its timers as configured', async () => {
    await login('r2');
    await session.enable();
    await session.configure('lldp run', 'lldp timer 10', 'lldp holdtime 40', 'lldp reinit 3');
    expect(await session.run('show lldp')).toBe(
      [
        'show lldp',
        '',
        'Global LLDP Information:',
        '    Status: ACTIVE',
        '    LLDP advertisements are sent every 10 seconds',
        '    LLDP hold time advertised is 40 seconds',
        '    LLDP interface reinitialisation delay is 3 seconds',
        'r2#',
      ].join('\r\n'),
    );
    const running = await session.run('show running-config | include ^lldp');
    expect(running.split('\r\n').slice(1, -1)).toEqual([
      'lldp run',
      'lldp timer 10',
      'lldp holdtime 40',
      'lldp reinit 3',
    ]);
    await session.configure('no lldp run', 'no lldp timer', 'no lldp holdtime', 'no lldp reinit');
    expect(await session.run('show lldp')).toContain('% LLDP is not enabled');
    session.close();
  });
});

describe('interfaces', () => {
  it('agree in all the commands that show them', async () => {
    await login('r5-tor');
    await session.enable();
    await session.configure('interface g0/4', 'description to the server', 'shutdown');
    expect(await session.run('show interfaces g0/4')).toMatch(
      /^GigabitEthernet0\/4 is administratively down, line protocol is down \r\n {2}Hardware is iGbE, address is 5254\.0004\.0005 .*\r\n {2}Description: to the server\r\n {2}Internet address is 10\.0\.0\.6\/30\r\n/m,
    );
    expect(await session.run('show ip interface brief')).toContain(
      'GigabitEthernet0/4         10.0.0.6        YES NVRAM  administratively down down    \r\n',
    );
    expect(await session.run('show interfaces description')).toContain(
      'Gi0/4                          admin down     down     to the server\r\n',
    );
    expect(await session.run('show snmp mib ifmib ifindex')).toContain('GigabitEthernet0/4: Ifindex = 5\r\n');
    expect(await session.run('show running-config | section GigabitEthernet0/4')).toContain(
      'interface GigabitEthernet0/4\r\n description to the server\r\n ip address 10.0.0.6 255.255.255.252\r\n shutdown\r\n',
    );
    await session.configure('interface g0/4', 'no shutdown', 'no description');
    expect(await session.run('show interfaces description')).toMatch(/^Gi0\/4 +up +up *\r$/m);
    session.close();
  });

  it('lose their line protocol when the far end is shut down, and say so', async () => {
    await login('r3');
    await session.enable();
    await session.run('terminal monitor');
    lab.cut('r6-edge:Gi0/3', 'shutdown');
    const log = await session.until(/LINEPROTO.*\r\n$/);
    expect(log).toMatch(
      /^\r\n\*\w{3} [ \d]\d [\d:.]+: %LINK-3-UPDOWN: Interface GigabitEthernet0\/1, changed state to down\r\n/,
    );
    expect(log).toMatch(
      /%LINEPROTO-5-UPDOWN: Line protocol on Interface GigabitEthernet0\/1, changed state to down\r\n$/,
    );
    expect(await session.run('show interfaces g0/1')).toContain('GigabitEthernet0/1 is down, line protocol is down');
    lab.restore('r6-edge:Gi0/3');
    session.close();
  });

  it('take another address, and refuse a bad mask', async () => {
    await login('r3');
    await session.enable();
    await session.run('conf t');
    await session.run('interface g0/3');
    expect(await session.run('ip address 10.9.9.1 255.0.255.0')).toContain('Bad mask');
    await session.run('ip address 10.9.9.1 255.255.255.0');
    expect(await session.run('do show ip interface brief')).toMatch(/GigabitEthernet0\/3 +10\.9\.9\.1 /);
    await session.run('no ip address');
    session.close();
  });
});

describe('the rest', () => {
  it('pages at 24 lines and goes on as told', async () => {
    await login();
    const first = await session.run('show version');
    expect(first.split('\r\n')).toHaveLength(1 + 23 + 1);
    expect(first.endsWith(' --More-- ')).toBe(true);
    session.send(' ');
    expect(await session.until(/r1>$/)).toContain('Configuration register');
    await session.run('show version');
    session.send('q');
    expect(await session.until(/r1>$/)).not.toContain('Configuration register');
    session.close();
  });

  it('tells one story of itself in show version and show clock', async () => {
    await login();
    await session.run('terminal length 0');
    const version = await session.run('show version');
    expect(version).toContain('IOSv Software (VIOS-ADVENTERPRISEK9-M), Version 15.8(3)M2, RELEASE SOFTWARE');
    expect(version).toMatch(/^r1 uptime is 1 week, 2 days, 3 hours, \d+ minutes\r$/m);
    expect(await session.run('show clock')).toMatch(/\*\d\d:\d\d:\d\d\.\d{3} UTC \w{3} \w{3} \d+ \d{4}\r\n/);
    session.close();
  });

  it('saves its configuration in both ways', async () => {
    await login();
    await session.enable();
    expect(await session.run('show startup-config')).toContain('startup-config is not present');
    expect(await session.run('write memory')).toBe('write memory\r\nBuilding configuration...\r\n[OK]\r\nr1#');
    expect(await session.run('copy run start')).toBe('copy run start\r\nDestination filename [startup-config]? ');
    expect(await session.run('')).toContain('[OK]');
    expect(await session.run('show startup-config')).toContain('hostname r1');
    session.close();
  });

  it('logs who configured it', async () => {
    await login();
    await session.enable();
    await session.configure('no lldp reinit');
    expect(await session.run('show logging')).toContain(
      '%SYS-5-CONFIG_I: Configured from console by cisco on vty0 (127.0.0.1)',
    );
    session.close();
  });

  it('answers one command of an exec request', async () => {
    const client = await connect(connectionOptions(lab, 'r1'));
    const text = await new Promise<string>((resolve, reject) => {
      client.exec('show clock', (error, channel) => {
        if (error) return reject(error);
        let received = '';
        channel.on('data', (data: Buffer) => {
          received += data.toString();
        });
        channel.on('close', () => resolve(received));
      });
    });
    expect(text).toMatch(/^\*\d\d:\d\d.* UTC .*\r\n$/);
    client.end();
  });

  it('helps with ? and Tab', async () => {
    await login();
    session.send('show lldp ?');
    expect(await session.until(/r1>show lldp $/)).toContain('  entry\r\n  neighbors\r\n  <cr>\r\n');
    session.send('nei\t');
    expect(await session.until(/r1>show lldp neighbors $/)).toContain('r1>show lldp neighbors ');
    session.close();
  });
});

describe('topology options', () => {
  it('put banners, legacy details, privilege and unasked log lines into force', async () => {
    const options = [
      'privilege: 15',
      'lldp: true',
      'detailWithoutLocalIntf: true',
      'logToEveryLine: true',
      'banner: { login: "Lab only # no entry > go away", motd: "Mind the # and the >\\nr9>" }',
    ];
    const topology = FIVE_ROUTERS.replace(
      '  r1:\n',
      `  r1:\n${options.map((line) => `    ${line}\n`).join('')}`,
    ).replace('  r6-edge:\n', '  r6-edge:\n    lldp: true\n');
    const special = await startLab({ topology, basePort: 'free' });
    const banners: string[] = [];
    const client = await openTestSession(special, 'r1', {}, /r1#$/, (text) => banners.push(text));
    expect(banners.join('')).toContain('Lab only # no entry > go away');
    expect(client.greeting).toBe('\r\nMind the # and the >\r\nr9>\r\n\r\nr1#');
    const detail = await client.run('show lldp neighbors g0/1 detail', / --More-- $/);
    expect(detail).toContain('System Name: r6.virl.info');
    expect(detail).not.toContain('Local Intf');
    special.cut('r6-edge:Gi0/1', 'carrier');
    expect(await client.until(/LINEPROTO.*\r\n$/)).toMatch(/^\r\n\*.*%LINK-3-UPDOWN/);
    await special.close();
  });
});
