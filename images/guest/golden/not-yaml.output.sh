# settings
say 'line 3 of the user data is not understood: 	tab: indented'
hostname 'before'
# runcmd
