"""The acts: every change to the local Discord, each telling the gateway of itself in the same step.

An act checks nothing about who asks; the routes do. It runs without awaiting, so a request is one step.
"""
