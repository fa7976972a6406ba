# settings
add_user 'fedora'
set_password root 'fedora'
set_password guest 'fedora'
set_password 'fedora' 'fedora'
set_password 'root' 'secret'
set_password 'guest' '$5$salt$hash'
# runcmd
#!/bin/sh
'sudo' 'systemctl' 'start' 'nginx'
echo done > /tmp/two-lines
