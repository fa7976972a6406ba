# settings
hostname 'demo'
set_password root 'it'"'"'s#secret'
set_password guest 'it'"'"'s#secret'
set_password 'root' 'a b'
write_file() { printf %s 'line one
  '"'"'indented'"'"'

last
'; }
mkdir -p "$(dirname '/etc/a')" && write_file >'/etc/a'
chmod '0644' '/etc/a'
write_file() { printf %s 'aGVsbG8K' | base64 -d; }
mkdir -p "$(dirname '/tmp/x/y')" && write_file >>'/tmp/x/y'
# runcmd
#!/bin/sh
echo hello > /tmp/a
'sh' '-c' 'echo '"'"'a b'"'"' [x], y'
'printf' '%s
' 'it'"'"'s'
for i in 1 2; do
  echo $i
done

quoted: yes
