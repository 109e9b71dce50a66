"""What shows a reader that this is the article? A body and places go in; passages come out.

A passage is text of the body as it stands and spans in it, never markup. It begins at a sentence
where one begins nearby, cuts no word and no grapheme, and marks every given place that lies
wholly in it and nothing else. Costs follow the places and the passages shown, not the body.
Imports model and analysis only.
"""
