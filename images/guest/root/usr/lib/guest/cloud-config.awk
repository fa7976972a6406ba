# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: the kubevirt-ts authors
#
# Turns the cloud-config that people give demo guests into a shell script (standard output) and, where it has a runcmd, into
# a second one (the file named by the variable `runcmd`). It understands hostname, fqdn, user, password, chpasswd, write_files and
# runcmd, in block or flow style; other keys are for other systems and are passed over. What is not YAML as known here is said.
{ lines[++count] = $0 }

END {
  line = 1
  skip()
  if (line <= count) node(indent(lines[line]), "", -1)
  skip()
  if (line <= count) print "say " quote("line " line " of the user data is not understood: " lines[line])
  settings()
  commands()
}

# --- what the values mean

function settings(    i, who, name) {
  name = value["hostname"] != "" ? value["hostname"] : value["fqdn"]
  sub(/\..*/, "", name)
  if (name != "") print "hostname " quote(name)
  who = value["user"] != "" ? value["user"] : value["user.name"]
  if (who != "") print "add_user " quote(who)
  if ("password" in value) {
    print "set_password root " quote(value["password"])
    print "set_password guest " quote(value["password"])
    if (who != "") print "set_password " quote(who) " " quote(value["password"])
  }
  list("chpasswd.list")
  for (i = 0; i < items["chpasswd.users"]; i++)
    print "set_password " quote(value["chpasswd.users." i ".name"]) " " quote(value["chpasswd.users." i ".password"])
  for (i = 0; i < items["write_files"]; i++) file("write_files." i)
}

function list(path,    i, n, parts, at) {
  if (path in items) for (i = 0; i < items[path]; i++) parts[n = i + 1] = value[path "." i]
  else n = split(value[path], parts, "\n")
  for (i = 1; i <= n; i++)
    if (at = index(parts[i], ":"))
      print "set_password " quote(substr(parts[i], 1, at - 1)) " " quote(substr(parts[i], at + 1))
}

function file(path,    content, redirect) {
  content = "printf %s " quote(value[path ".content"])
  if (value[path ".encoding"] ~ /^(b64|base64)$/) content = content " | base64 -d"
  else if (value[path ".encoding"] != "" && value[path ".encoding"] != "text/plain") {
    print "say " quote("the encoding " value[path ".encoding"] " of " value[path ".path"] " is not understood")
    return
  }
  redirect = value[path ".append"] ~ /^(true|True|yes)$/ ? ">>" : ">"
  print "write_file() { " content "; }"
  print "mkdir -p \"$(dirname " quote(value[path ".path"]) ")\" && write_file " redirect quote(value[path ".path"])
  if (value[path ".permissions"] != "") print "chmod " quote(value[path ".permissions"]) " " quote(value[path ".path"])
}

function commands(    i, j, command) {
  if (!items["runcmd"]) return
  print "#!/bin/sh" >runcmd
  for (i = 0; i < items["runcmd"]; i++) {
    command = value["runcmd." i]
    if (("runcmd." i) in items) for (j = 0; j < items["runcmd." i]; j++) command = command (j ? " " : "") quote(value["runcmd." i "." j])
    print command >runcmd
  }
}

function quote(text) {
  # Not '\'': awks differ in what a backslash in a replacement means.
  gsub(/'/, "'\"'\"'", text)
  return "'" text "'"
}

# --- the part of YAML that cloud-configs use: value[path] of every scalar, items[path] the length of every list

# `parent` is the depth of the list or map that this is in: a text that goes on over several lines ends where that goes on.
function node(depth, path, parent) {
  if (lines[line] ~ /^ *-( |$)/) sequence(depth, path)
  else if (rest_of(lines[line]) ~ key_pattern()) map(depth, path)
  else scalar(rest_of(lines[line]), parent, path)
}

function sequence(depth, path,    text) {
  if (!(path in items)) items[path] = 0
  while (line <= count && indent(lines[line]) == depth && lines[line] ~ /^ *-( |$)/) {
    text = lines[line]
    sub(/-/, " ", text)
    if (text ~ /^ *(#.*)?$/) {
      line++
      skip()
      if (line <= count && indent(lines[line]) > depth) node(indent(lines[line]), path "." items[path], depth)
    } else {
      lines[line] = text
      node(indent(text), path "." items[path], depth)
    }
    items[path]++
    skip()
  }
}

function map(depth, path,    text, key) {
  while (line <= count && indent(lines[line]) == depth && (text = rest_of(lines[line])) ~ key_pattern()) {
    key = text
    sub(/ *:.*/, "", key)
    gsub(/["']/, "", key)
    key = path == "" ? key : path "." key
    sub(/^[^:]*: */, "", text)
    if (text == "" || text ~ /^#/) {
      line++
      skip()
      if (line > count) return
      if (indent(lines[line]) > depth || (indent(lines[line]) == depth && lines[line] ~ /^ *-( |$)/)) node(indent(lines[line]), key, depth)
    } else scalar(text, depth, key)
    skip()
  }
}

function key_pattern() { return "^(\"[^\"]*\"|'[^']*'|[A-Za-z_][A-Za-z0-9_.-]*) *:( |$)" }

function scalar(text, depth, path) {
  line++
  if (text ~ /^[|>][-+0-9]*( *#.*)?$/) value[path] = block(text, depth)
  else if (text ~ /^[\[{]/) {
    while (line <= count && !balanced(text)) text = text " " rest_of(lines[line++])
    flow_text = text
    flow_at = 1
    flow(path)
  } else if (text ~ /^["']/) {
    flow_text = text
    flow_at = 1
    value[path] = quoted()
  } else {
    sub(/ +#.*$/, "", text)
    while (line <= count && lines[line] !~ /^ *$/ && indent(lines[line]) > depth && lines[line] !~ /^ *(#|- )/) text = text " " rest_of(lines[line++])
    sub(/ +$/, "", text)
    value[path] = text
  }
}

function block(style, depth,    text, own, first, blank) {
  first = 1
  own = -1
  for (; line <= count; line++) {
    blank = lines[line] ~ /^ *$/
    if (!blank && own < 0) own = indent(lines[line])
    if (!blank && (own <= depth || indent(lines[line]) < own)) break
    text = text (first ? "" : (style ~ /^>/ ? " " : "\n")) (blank ? "" : substr(lines[line], own + 1))
    first = 0
  }
  sub(/[\n ]+$/, "", text)
  return style ~ /-/ || text == "" ? text : text "\n"
}

function flow(path,    mark, start, key) {
  flow_space()
  mark = substr(flow_text, flow_at, 1)
  if (mark == "[") {
    items[path] = 0
    flow_at++
    while (flow_more("]")) {
      flow(path "." items[path])
      items[path]++
    }
  } else if (mark == "{") {
    flow_at++
    while (flow_more("}")) {
      start = flow_at
      flow_at += index(substr(flow_text, flow_at), ":")
      key = substr(flow_text, start, flow_at - start - 1)
      gsub(/[ "']/, "", key)
      flow(path == "" ? key : path "." key)
    }
  } else if (mark == "\"" || mark == "'") value[path] = quoted()
  else {
    start = flow_at
    while (flow_at <= length(flow_text) && substr(flow_text, flow_at, 1) !~ /[],}]/) flow_at++
    value[path] = substr(flow_text, start, flow_at - start)
    sub(/ +$/, "", value[path])
  }
}

function flow_more(end) {
  flow_space()
  if (substr(flow_text, flow_at, 1) == ",") flow_at++
  flow_space()
  if (flow_at <= length(flow_text) && substr(flow_text, flow_at, 1) != end) return 1
  flow_at++
  return 0
}

function flow_space() { while (substr(flow_text, flow_at, 1) == " ") flow_at++ }

function quoted(    mark, text, c) {
  mark = substr(flow_text, flow_at++, 1)
  for (; flow_at <= length(flow_text); flow_at++) {
    c = substr(flow_text, flow_at, 1)
    if (c == mark && mark == "'" && substr(flow_text, flow_at + 1, 1) == "'") flow_at++
    else if (c == mark) break
    else if (c == "\\" && mark == "\"") {
      c = substr(flow_text, ++flow_at, 1)
      c = c == "n" ? "\n" : c == "t" ? "\t" : c
    }
    text = text c
  }
  flow_at++
  return text
}

# Brackets inside quotes do not count.
function balanced(text,    bare) {
  bare = text
  gsub(/"([^"\\]|\\.)*"|'[^']*'/, "", bare)
  return gsub(/[\[{]/, "", bare) <= gsub(/[]}]/, "", bare)
}

function skip() { while (line <= count && lines[line] ~ /^ *(#.*|---|\.\.\.)?$/) line++ }

function indent(text) {
  match(text, /^ */)
  return RLENGTH
}

function rest_of(text) {
  sub(/^ +/, "", text)
  return text
}
