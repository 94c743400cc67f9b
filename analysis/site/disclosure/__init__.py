"""Disclosure control: turns what the methods found into results that may leave a site.

`profiles` are the rules, `run` protects all analyses of a plan, `protect` has a protector for each kind of result. The
package itself loads nothing: whoever only joins profiles needs no engine.
"""
