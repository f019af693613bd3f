#!/usr/bin/env python3
"""Services of a desktop that misbehave on purpose; a real one cannot be asked to.

mock.py ROLE [OPTION...]: writes "ready" when its name is on the bus, then one line of JSON for each
call; a line on standard input makes it send a signal."""
import argparse
import json
import os

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib


def say(*what):
    print(json.dumps(what, ensure_ascii=False, default=str), flush=True)


class Notify(dbus.service.Object):
    """org.freedesktop.Notifications: --hang, --slow (the first), --caps, --spec."""
    NAME, PATH = 'org.freedesktop.Notifications', '/org/freedesktop/Notifications'

    def __init__(self, bus, options):
        super().__init__(bus, self.PATH)
        self.options, self.last, self.hanging = options, 0, options.hang

    @dbus.service.method(NAME, out_signature='as')
    def GetCapabilities(self):
        say('caps')
        return [c for c in self.options.caps.split(',') if c]

    @dbus.service.method(NAME, out_signature='ssss')
    def GetServerInformation(self):
        return 'mock', 'balcony', '1', self.options.spec

    @dbus.service.method(NAME, in_signature='susssasa{sv}i', out_signature='u',
                         async_callbacks=('reply', 'fail'))
    def Notify(self, app, replaces, icon, title, body, actions, hints, timeout, reply, fail):
        if not replaces:
            self.last += 1
        ident = replaces or self.last
        say('notify', ident, {'app': app, 'replaces': replaces, 'icon': icon, 'title': title,
                              'body': body, 'actions': list(actions), 'hints': dict(hints)})
        if self.options.slow and ident == 1:
            GLib.timeout_add(1000, reply, ident)
        elif not self.hanging:
            reply(ident)

    @dbus.service.method(NAME, in_signature='u')
    def CloseNotification(self, ident):
        say('close', ident)
        self.NotificationClosed(ident, 3)

    @dbus.service.signal(NAME, signature='uu')
    def NotificationClosed(self, ident, reason):
        pass

    @dbus.service.signal(NAME, signature='us')
    def ActionInvoked(self, ident, action):
        pass

    @dbus.service.signal(NAME, signature='us')
    def ActivationToken(self, ident, token):
        pass

    def command(self, word, *args):
        if word == 'action':
            if len(args) > 2:
                self.ActivationToken(int(args[0]), args[2])
            self.ActionInvoked(int(args[0]), args[1])
        elif word == 'close':
            self.NotificationClosed(int(args[0]), int(args[1]))
        elif word == 'hang':
            self.hanging = args[0] == 'yes'
            say('hanging', self.hanging)


class Secrets(dbus.service.Object):
    """org.freedesktop.secrets that never answers."""
    NAME, PATH = 'org.freedesktop.secrets', '/org/freedesktop/secrets'
    INTERFACE = 'org.freedesktop.Secret.Service'

    def __init__(self, bus, options):
        super().__init__(bus, self.PATH)

    @dbus.service.method(INTERFACE, in_signature='sv', out_signature='vo',
                         async_callbacks=('reply', 'fail'))
    def OpenSession(self, algorithm, value, reply, fail):
        say('OpenSession')

    @dbus.service.method(INTERFACE, in_signature='a{ss}', out_signature='aoao',
                         async_callbacks=('reply', 'fail'))
    def SearchItems(self, attributes, reply, fail):
        say('SearchItems')

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature='s', out_signature='a{sv}',
                         async_callbacks=('reply', 'fail'))
    def GetAll(self, interface, reply, fail):
        say('GetAll')


class Watcher(dbus.service.Object):
    """org.kde.StatusNotifierWatcher: --host yes, no or a wrong type; --refuse, --hang."""
    NAME, PATH = 'org.kde.StatusNotifierWatcher', '/StatusNotifierWatcher'

    def __init__(self, bus, options):
        super().__init__(bus, self.PATH)
        self.options, self.host = options, options.host

    @dbus.service.method(NAME, in_signature='s', sender_keyword='sender',
                         async_callbacks=('reply', 'fail'))
    def RegisterStatusNotifierItem(self, item, reply, fail, sender=None):
        say('register', sender, item)
        if self.options.refuse:
            fail(dbus.DBusException('no'))
        elif not self.options.hang:
            reply()

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature='ss', out_signature='v')
    def Get(self, interface, name):
        say('get', name)
        return {'yes': True, 'no': False, 'odd': dbus.Array(['x'], 's')}[self.host]

    @dbus.service.signal(NAME)
    def StatusNotifierHostRegistered(self):
        pass

    @dbus.service.signal(NAME)
    def StatusNotifierHostUnregistered(self):
        pass

    def command(self, word, value, times='1'):
        self.host = value
        for _ in range(int(times)):
            if value == 'no':
                self.StatusNotifierHostUnregistered()
            else:
                self.StatusNotifierHostRegistered()


class Request(dbus.service.Object):
    INTERFACE = 'org.freedesktop.portal.Request'

    @dbus.service.method(INTERFACE)
    def Close(self):
        say('Close')

    @dbus.service.signal(INTERFACE, signature='ua{sv}')
    def Response(self, code, results):
        pass


class Portal(dbus.service.Object):
    """org.freedesktop.portal.Background: --answer CODE,BACKGROUND,AUTOSTART or none, --hang, --bare."""
    NAME, PATH = 'org.freedesktop.portal.Desktop', '/org/freedesktop/portal/desktop'
    INTERFACE = 'org.freedesktop.portal.Background'

    def __init__(self, bus, options):
        super().__init__(bus, self.PATH)
        self.bus, self.options = bus, options

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature='ss', out_signature='v',
                         async_callbacks=('reply', 'fail'))
    def Get(self, interface, name, reply, fail):
        say('Get', interface, name)
        if self.options.bare:
            fail(dbus.DBusException('no', name='org.freedesktop.DBus.Error.InvalidArgs'))
        elif not self.options.hang:
            reply(dbus.UInt32(2))

    @dbus.service.method(INTERFACE, in_signature='sa{sv}', out_signature='o', sender_keyword='sender')
    def RequestBackground(self, parent, options, sender=None):
        say('RequestBackground', parent, options)
        path = (self.PATH + '/request/' + sender[1:].replace('.', '_') + '/' +
                options['handle_token'])
        self.request = Request(self.bus, path)
        if self.options.answer != 'none':
            code, background, autostart = map(int, self.options.answer.split(','))
            # Before the reply: the earliest that a portal can answer.
            self.request.Response(code, {'background': bool(background), 'autostart': bool(autostart)})
        return path

    @dbus.service.method(INTERFACE, in_signature='a{sv}')
    def SetStatus(self, options):
        say('SetStatus', options)
        if len(options['message']) > 96 or '\n' in options['message']:
            raise dbus.DBusException('no', name='org.freedesktop.DBus.Error.InvalidArgs')


class NotificationPortal(dbus.service.Object):
    """org.freedesktop.portal.Notification, as seen from inside Flatpak."""
    NAME, PATH = 'org.freedesktop.portal.Desktop', '/org/freedesktop/portal/desktop'
    INTERFACE = 'org.freedesktop.portal.Notification'

    def __init__(self, bus, options):
        super().__init__(bus, self.PATH)

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature='s', out_signature='a{sv}')
    def GetAll(self, interface):
        return {'version': dbus.UInt32(2)}

    @dbus.service.method(INTERFACE, in_signature='sa{sv}')
    def AddNotification(self, ident, notification):
        self.last = ident
        say('add', ident, notification)

    @dbus.service.method(INTERFACE, in_signature='s')
    def RemoveNotification(self, ident):
        say('remove', ident)

    @dbus.service.signal(INTERFACE, signature='ssav')
    def ActionInvoked(self, ident, action, parameter):
        pass

    def command(self, word, action):
        self.ActionInvoked(self.last, action, dbus.Array([], 'v'))


ROLES = {'notify': Notify, 'secrets': Secrets, 'watcher': Watcher, 'portal': Portal,
         'notification-portal': NotificationPortal}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('role', choices=ROLES)
    parser.add_argument('--hang', action='store_true')
    parser.add_argument('--slow', action='store_true')
    parser.add_argument('--caps', default='actions,body')
    parser.add_argument('--spec', default='1.2')
    parser.add_argument('--host', default='yes')
    parser.add_argument('--refuse', action='store_true')
    parser.add_argument('--answer', default='0,1,1')
    parser.add_argument('--bare', action='store_true')
    options = parser.parse_args()

    DBusGMainLoop(set_as_default=True)
    loop, bus, role = GLib.MainLoop(), dbus.SessionBus(), ROLES[options.role]
    service = role(bus, options)
    _name = dbus.service.BusName(role.NAME, bus, do_not_queue=True)

    rest = b''

    def on_input(source, condition):
        nonlocal rest
        data = os.read(source, 65536)
        *lines, rest = (rest + data).split(b'\n')
        for line in lines:
            service.command(*line.decode().split())
        if not data:
            loop.quit()
        return bool(data)

    GLib.io_add_watch(0, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP,
                      on_input)
    print('ready', flush=True)
    loop.run()
    os._exit(0)  # without a last word to a bus that may be gone


if __name__ == '__main__':
    main()
