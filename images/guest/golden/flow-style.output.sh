# settings
hostname 'flow'
set_password root 'a, b'
set_password guest 'a, b'
# runcmd
#!/bin/sh
echo one
'echo' 'two words'
echo 'quoted'
