"""Who is quoted as saying what? A text goes in, quotations with their speakers come out.

By rules: `marks` pairs quotation marks, `dialogue` finds speech behind dashes, `reported` speech
without either; `attribution` looks beside them for who speaks, `speakers` reads a name, `people`
tells who a short name or a pronoun stands for; `extraction` joins them. All take time in
proportion to the text. Imports nothing but lazy patterns and values.
"""
