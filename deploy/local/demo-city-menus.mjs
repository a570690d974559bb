// The invented restaurants of the demo city and what they cook. One item per line:
//   name | description | price in cents | diet tags | option groups
// An asterisk before a name marks a drink (taxed at 19 %, food at 7 %). Option groups are the restaurant's own, named in "options":
//   [title, min, max, [option name, extra price in cents], …]

const size = (...sizes) => ['Size', 1, 1, ...sizes];
const extras = (...more) => ['Extras', 0, 3, ...more];
const allWeek = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const on = (days, opens, closes) => days.map((day) => ({ day, opens, closes }));

export const restaurants = [
  {
    name: 'Trattoria Demo', cuisines: ['italian', 'pizza'], at: [48.2006, 11.6012], radius: 6500, minimum: 800, prep: 15, hours: null,
    description: 'Pizza from the stone oven and pasta of the day, open at every hour.', address: 'Marktplatz 1',
    options: {
      size: size(['Regular, 28 cm', 0], ['Large, 34 cm', 350]),
      top: extras(['Olives', 120], ['Mushrooms', 130], ['Rocket', 150], ['Salami', 180], ['Burrata', 320]),
      pasta: ['Pasta', 1, 1, ['Spaghetti', 0], ['Penne', 0], ['Gluten-free fusilli', 150]],
    },
    menu: {
      Pizza: [
        'Margherita | Tomato, fior di latte, basil | 890 | vegetarian | size top', 'Marinara | Tomato, garlic, oregano, no cheese | 790 | vegan | size top',
        'Diavola | Tomato, mozzarella, hot salami | 1090 | spicy | size top', 'Prosciutto e funghi | Cooked ham and mushrooms | 1120 | | size top',
        'Quattro formaggi | Gorgonzola, taleggio, pecorino, mozzarella | 1190 | vegetarian | size top', 'Ortolana | Grilled courgette, aubergine, peppers | 1090 | vegetarian | size top'],
      Pasta: [
        'Pomodoro | Slow-cooked tomato and basil | 890 | vegan | pasta', 'Bolognese | Beef ragù, six hours on the stove | 1180 | | pasta',
        'Aglio, olio e peperoncino | Garlic, olive oil, chilli | 850 | vegan spicy | pasta', 'Salmone | Salmon, cream, dill | 1290 | | pasta'],
      Starters: ['Bruschetta | Four slices, tomato, garlic | 590 | vegan |', 'Insalata mista | Leaves, carrot, sweetcorn, house dressing | 680 | vegan glutenFree |', 'Carpaccio of beetroot | Goat cheese, walnuts | 820 | vegetarian glutenFree |'],
      Desserts: ['Tiramisù | Made this morning | 590 | vegetarian |', 'Panna cotta | With berries from the lake shore | 540 | glutenFree |'],
      Drinks: ['*Sparkling water 0.5 l | | 250 | vegan |', '*Blood orange lemonade 0.33 l | | 320 | vegan |', '*House red 0.25 l | | 590 | vegan |'],
    },
  },
  {
    name: 'Kiosk am Steg', cuisines: ['burger', 'american'], at: [48.2058, 11.6121], radius: 5500, minimum: 1000, prep: 12, hours: null,
    description: 'Burgers by the boat landing, grilled to order.', address: 'Seepromenade 22',
    options: {
      done: ['Patty', 1, 1, ['Medium', 0], ['Well done', 0], ['Plant-based', 100]],
      top: extras(['Bacon', 180], ['Cheddar', 120], ['Fried egg', 150], ['Jalapeños', 100]),
      dip: ['Dip', 0, 2, ['Ketchup', 0], ['Mayonnaise', 0], ['Smoked paprika', 80]],
    },
    menu: {
      Burgers: [
        'Steg Burger | Beef, lettuce, pickle, house sauce | 1050 | | done top', 'Double Mole | Two patties, double cheddar | 1390 | | done top',
        'Blue Heron | Blue cheese, pear, rocket | 1190 | | done top', 'Fisherman | Crisp whitefish, remoulade | 1150 | | top', 'Bean Boat | Black bean patty, avocado | 1090 | vegan | top'],
      Sides: ['Fries | | 420 | vegan | dip', 'Sweet potato fries | | 520 | vegan | dip', 'Onion rings | Eight pieces | 480 | vegetarian | dip', 'Coleslaw | | 350 | vegetarian glutenFree |'],
      Drinks: ['*Cola 0.33 l | | 290 | vegan |', '*Ginger ale 0.33 l | | 310 | vegan |', '*Lager 0.5 l | | 420 | vegan |', 'Vanilla shake | Real pods | 550 | vegetarian |'],
    },
  },
  {
    name: 'Reisschale', cuisines: ['vietnamese', 'asian'], at: [48.1951, 11.5938], radius: 5000, minimum: 1200, prep: 15, hours: null,
    description: 'Broth, herbs and rice noodles from a very small kitchen.', address: 'Kranichstraße 9',
    options: {
      with: ['With', 1, 1, ['Tofu', 0], ['Chicken', 100], ['Beef', 200], ['Prawns', 300]],
      heat: ['Heat', 1, 1, ['Mild', 0], ['Medium', 0], ['Hot', 0]],
      more: extras(['More noodles', 200], ['Peanuts', 80], ['Herb bowl', 120], ['Soft egg', 150]),
    },
    menu: {
      Soups: ['Phở | Twelve-hour broth, rice noodles | 1190 | | with more', 'Sour pineapple soup | Tomato, tamarind | 980 | | with heat', 'Wonton soup | Six dumplings | 890 | |'],
      'Rice and noodles': [
        'Bún bowl | Cold rice noodles, herbs, peanuts | 1150 | | with more', 'Lemongrass rice | Stir-fried vegetables | 1090 | | with heat', 'Red curry | Coconut, bamboo | 1190 | spicy | with heat',
        'Fried rice | Egg, peas, spring onion | 990 | | with more', 'Caramel clay pot | Black pepper, ginger | 1290 | | with'],
      Starters: ['Summer rolls | Two pieces, peanut dip | 590 | vegan |', 'Crisp spring rolls | Four pieces | 560 | vegetarian |', 'Green papaya salad | | 690 | vegan glutenFree |'],
      Drinks: ['*Iced coffee, condensed milk | | 420 | vegetarian |', '*Jasmine tea 0.4 l | | 340 | vegan |', '*Lime soda 0.4 l | | 390 | vegan |'],
    },
  },
  {
    name: 'Anker Sushi', cuisines: ['japanese', 'sushi'], at: [48.2093, 11.5957], radius: 5000, minimum: 1500, prep: 20, hours: null,
    description: 'Rolls cut when you order, lake trout on Fridays.', address: 'Am alten Hafen 4',
    options: {
      pieces: size(['6 pieces', 0], ['12 pieces', 550]),
      side: ['On the side', 0, 3, ['Wasabi', 0], ['Pickled ginger', 0], ['Spicy mayonnaise', 80], ['Sesame', 50]],
    },
    menu: {
      Rolls: [
        'Cucumber roll | | 450 | vegan | pieces side', 'Avocado roll | | 490 | vegan | pieces side', 'Salmon roll | | 590 | | pieces side', 'Tuna roll | | 650 | | pieces side',
        'Harbour roll | Prawn tempura, avocado | 850 | | pieces side', 'Ember roll | Seared salmon, chilli | 890 | spicy | pieces side'],
      Nigiri: ['Salmon nigiri | Two pieces | 520 | | side', 'Lake trout nigiri | Two pieces | 540 | | side', 'Omelette nigiri | Two pieces | 420 | vegetarian | side'],
      Warm: ['Miso soup | | 380 | vegan |', 'Edamame | Sea salt | 450 | vegan glutenFree |', 'Chicken karaage | Lemon mayonnaise | 790 | |', 'Yaki udon | Vegetables, egg | 1050 | vegetarian |'],
      Boxes: ['Deckhand box | 14 pieces, mixed | 1590 | | side', 'Captain box | 24 pieces, mixed | 2490 | | side'],
      Drinks: ['*Green tea 0.4 l | | 320 | vegan |', '*Yuzu lemonade 0.33 l | | 380 | vegan |'],
    },
  },
  {
    name: 'Masala Mühle', cuisines: ['indian'], at: [48.1912, 11.6089], radius: 5500, minimum: 1200, prep: 20, hours: null,
    description: 'Curries ground and simmered in the old mill.', address: 'Mühlbachgasse 3',
    options: {
      heat: ['Heat', 1, 1, ['Mild', 0], ['Medium', 0], ['Hot', 0], ['As at home', 0]],
      bread: extras(['Basmati rice', 250], ['Naan', 280], ['Garlic naan', 330], ['Papadam', 150]),
    },
    menu: {
      Curries: [
        'Butter chicken | Tomato, cream, fenugreek | 1290 | glutenFree | heat bread', 'Lamb rogan josh | Kashmiri chilli | 1450 | glutenFree | heat bread', 'Palak paneer | Spinach, fresh cheese | 1150 | vegetarian glutenFree | heat bread',
        'Chana masala | Chickpeas, ginger | 990 | vegan glutenFree | heat bread', 'Dal of the mill | Black lentils, overnight | 950 | vegetarian glutenFree | heat bread', 'Aubergine bharta | Smoked aubergine | 1090 | vegan glutenFree | heat bread'],
      Biryani: ['Vegetable biryani | Raita | 1150 | vegetarian glutenFree | heat', 'Chicken biryani | Raita | 1290 | glutenFree | heat'],
      Snacks: ['Samosas | Two pieces, tamarind | 520 | vegan |', 'Onion bhaji | | 490 | vegan glutenFree |', 'Tandoori wings | Six pieces | 790 | glutenFree | heat'],
      Sweets: ['Gulab jamun | Rose syrup | 450 | vegetarian |', 'Mango kulfi | | 480 | vegetarian glutenFree |'],
      Drinks: ['Mango lassi | | 390 | vegetarian glutenFree |', '*Masala chai | | 320 | vegetarian |'],
    },
  },
  {
    name: 'Döner Leuchtturm', cuisines: ['turkish', 'kebab'], at: [48.1987, 11.6203], radius: 5000, minimum: 900, prep: 10, hours: null,
    description: 'The light is on all night: grill, bread and salads.', address: 'Leuchtturmweg 1',
    options: {
      meat: ['Filling', 1, 1, ['Chicken', 0], ['Veal', 50], ['Falafel', 0], ['Grilled halloumi', 50]],
      sauce: ['Sauce', 1, 2, ['Yoghurt', 0], ['Garlic', 0], ['Chilli', 0], ['Tahini', 30]],
      more: extras(['Feta', 120], ['Extra meat', 250], ['Pickled chillies', 60], ['Fries inside', 150]),
    },
    menu: {
      'From the spit': [
        'Kebab in bread | Salad, onion, cabbage | 720 | | meat sauce more', 'Rolled kebab | In thin flatbread | 780 | | meat sauce more', 'Kebab box | With fries | 750 | | meat sauce more', 'Kebab plate | Rice, salad, bread | 1190 | | meat sauce more'],
      Grill: ['Adana skewer | Minced lamb, bulgur | 1290 | spicy | sauce', 'Chicken skewer | Rice, salad | 1250 | | sauce', 'Köfte | Six pieces, rice | 1190 | | sauce', 'Grilled vegetables | Bulgur, tahini | 990 | vegan | sauce'],
      'Flatbreads and small plates': ['Lahmacun | Minced beef, parsley, lemon | 550 | |', 'Pide with spinach and feta | | 890 | vegetarian |', 'Lentil soup | | 450 | vegan |', 'Meze plate | Five dips, bread | 890 | vegetarian |'],
      Drinks: ['Ayran | | 220 | vegetarian glutenFree |', '*Black tea | | 180 | vegan |', '*Cherry soda 0.33 l | | 260 | vegan |'],
    },
  },
  {
    name: 'Grüne Gabel', cuisines: ['vegan', 'bowls', 'healthy'], at: [48.2039, 11.5876], radius: 5000, minimum: 1000, prep: 12, hours: null,
    description: 'Bowls and salads, everything from plants.', address: 'Lindenallee 31',
    options: {
      base: ['Base', 1, 1, ['Brown rice', 0], ['Quinoa', 100], ['Leaves', 0], ['Half and half', 50]],
      dress: ['Dressing', 1, 1, ['Sesame', 0], ['Lime and mint', 0], ['Peanut', 0]],
      more: extras(['Smoked tofu', 200], ['Avocado', 220], ['Roasted nuts', 120], ['Kimchi', 150]),
    },
    menu: {
      Bowls: [
        'Lake bowl | Tofu, edamame, seaweed | 1150 | vegan | base dress more', 'Harvest bowl | Pumpkin, lentils, beetroot | 1090 | vegan glutenFree | base dress more', 'Fire bowl | Kimchi, tempeh, chilli | 1190 | vegan spicy | base dress more', 'Falafel bowl | Hummus, pickles | 1120 | vegan | base dress more'],
      Salads: ['Market salad | What the stall had today | 890 | vegan glutenFree | dress more', 'Caesar without Caesar | Crisp chickpeas | 950 | vegan | more', 'Beluga salad | Lentils, apple, walnut | 920 | vegan glutenFree | dress'],
      Warm: ['Soup of the day | With bread | 620 | vegan |', 'Sweet potato curry | Coconut, spinach | 1090 | vegan glutenFree | more', 'Mushroom wrap | Spelt, cashew cream | 850 | vegan | more'],
      Treats: ['Banana bread | | 390 | vegan |', 'Chia pudding | Raspberry | 450 | vegan glutenFree |', '*Green smoothie | Spinach, apple, ginger | 520 | vegan glutenFree |', '*Kombucha 0.33 l | | 390 | vegan |'],
    },
  },
  {
    name: 'Taquería Luna', cuisines: ['mexican'], at: [48.1932, 11.6168], radius: 5000, minimum: 1000, prep: 14, hours: null,
    description: 'Corn tortillas pressed by hand, salsas in three strengths.', address: 'Fährgasse 17',
    options: {
      fill: ['Filling', 1, 1, ['Pulled pork', 0], ['Chicken', 0], ['Black beans', 0], ['Braised beef', 150]],
      salsa: ['Salsa', 1, 3, ['Verde, mild', 0], ['Roja, medium', 0], ['Habanero, hot', 0]],
      more: extras(['Guacamole', 200], ['Sour cream', 100], ['Cheese', 120], ['Pickled onion', 60]),
    },
    menu: {
      Tacos: ['Three tacos | Coriander, onion, lime | 1050 | glutenFree | fill salsa more', 'Baja tacos | Three, beer-battered fish | 1190 | | salsa more', 'Cauliflower tacos | Three, roasted, chipotle | 990 | vegan glutenFree | salsa more'],
      'Burritos and more': ['Burrito | Rice, beans, cheese | 1090 | | fill salsa more', 'Burrito bowl | No tortilla | 1050 | glutenFree | fill salsa more', 'Quesadilla | Melted cheese, two halves | 850 | | fill salsa', 'Enchiladas | Baked, mole | 1250 | | fill', 'Chili sin carne | Beans, cocoa | 920 | vegan glutenFree | more'],
      Snacks: ['Nachos | Cheese, jalapeños | 720 | vegetarian glutenFree | salsa more', 'Guacamole and chips | | 690 | vegan glutenFree |', 'Street corn | Lime, chilli, cheese | 520 | vegetarian glutenFree |'],
      'Sweets and drinks': ['Churros | Six, chocolate dip | 550 | vegetarian |', '*Hibiscus water 0.4 l | | 340 | vegan |', '*Tamarind soda 0.33 l | | 320 | vegan |'],
    },
  },
  {
    name: 'Frühstückerei Nordufer', cuisines: ['breakfast', 'cafe'], at: [48.2131, 11.6052], radius: 3800, minimum: 1000, prep: 12, hours: on(allWeek, '06:30', '16:00'),
    description: 'Eggs, pancakes and very good bread until the afternoon.', address: 'Nordufer 8',
    options: {
      egg: ['Eggs', 1, 1, ['Scrambled', 0], ['Fried', 0], ['Poached', 50]],
      milk: ['Milk', 1, 1, ['Cow', 0], ['Oat', 50], ['Soy', 50]],
      more: extras(['Bacon', 200], ['Smoked salmon', 350], ['Avocado', 220], ['Maple syrup', 120]),
    },
    menu: {
      Eggs: ['Two eggs on sourdough | | 690 | vegetarian | egg more', 'Shakshuka | Tomato, peppers, feta | 990 | vegetarian | more', 'Nordufer plate | Eggs, ham, cheese, two rolls | 1190 | | egg more', 'Omelette | Mushrooms, chives | 890 | vegetarian glutenFree | more'],
      Sweet: ['Pancakes | Stack of four | 850 | vegetarian | more', 'French toast | Plum compote | 890 | vegetarian | more', 'Porridge | Apple, cinnamon | 590 | vegan |', 'Granola | Yoghurt, berries | 650 | vegetarian |'],
      Bakery: ['Butter croissant | | 240 | vegetarian |', 'Cardamom bun | | 320 | vegetarian |', 'Bread basket | Four kinds, butter, jam | 590 | vegetarian |'],
      Drinks: ['Flat white | | 380 | vegetarian | milk', 'Cappuccino | | 360 | vegetarian | milk', '*Orange juice, pressed | | 450 | vegan |', '*Filter coffee | | 290 | vegan |'],
    },
  },
  {
    name: 'Wirtshaus zum Karpfen', cuisines: ['bavarian', 'german'], at: [48.1978, 11.6051], radius: 4500, minimum: 1500, prep: 25, hours: [...on(allWeek, '11:30', '14:30'), ...on(allWeek, '17:00', '22:30')],
    description: 'Roasts, dumplings and fish from the lake, at noon and in the evening.', address: 'Kirchplatz 6',
    options: {
      side: ['Side', 1, 1, ['Potato dumpling', 0], ['Bread dumpling', 0], ['Potato salad', 0], ['Fries', 0]],
      more: extras(['Extra gravy', 120], ['Red cabbage', 250], ['Sauerkraut', 220], ['Cranberries', 100]),
    },
    menu: {
      Starters: ['Pancake soup | Beef broth, chives | 590 | |', 'Obatzda | Ripe cheese, pretzel | 790 | vegetarian |', 'Lamb’s lettuce | Croutons, warm dressing | 720 | vegetarian |'],
      Mains: [
        'Roast pork | Crackling, dark beer gravy | 1490 | | side more', 'Schnitzel | Veal, lemon | 1790 | | side more', 'Half a duck | Orange gravy | 1990 | | side more', 'Fried carp | Two fillets | 1690 | | side more',
        'Cheese spätzle | Fried onions | 1190 | vegetarian |', 'Mushrooms in cream | | 1290 | vegetarian | side', 'Six grilled sausages | Mustard | 1090 | | side more'],
      Desserts: ['Kaiserschmarrn | Apple sauce | 990 | vegetarian |', 'Apple strudel | Vanilla sauce | 650 | vegetarian |'],
      Drinks: ['*Wheat beer 0.5 l | | 430 | vegan |', '*Apple spritzer 0.5 l | | 380 | vegan |', '*Herb lemonade 0.33 l | | 350 | vegan |'],
    },
  },
  {
    name: 'Mezze Haus Levante', cuisines: ['lebanese', 'mediterranean'], at: [48.2022, 11.6148], radius: 5000, minimum: 1200, prep: 15, hours: on(allWeek, '11:00', '23:00'),
    description: 'Small plates to share, bread straight from the dome oven.', address: 'Gerbergasse 12',
    options: {
      bread: ['Bread', 0, 2, ['Thin flatbread', 100], ['Thyme flatbread', 180], ['Gluten-free crackers', 200]],
      sauce: ['Sauce', 1, 1, ['Tahini', 0], ['Garlic cream', 0], ['Hot pepper', 0]],
      more: extras(['Pomegranate', 100], ['Toasted almonds', 120], ['Pickles', 80], ['Labneh', 180]),
    },
    menu: {
      'Cold mezze': ['Hummus | | 590 | vegan glutenFree | bread more', 'Baba ghanoush | | 620 | vegan glutenFree | bread more', 'Tabbouleh | Parsley, bulgur, lemon | 650 | vegan | more', 'Labneh with za’atar | | 590 | vegetarian glutenFree | bread', 'Stuffed vine leaves | Six pieces | 620 | vegan glutenFree |'],
      'Warm mezze': ['Falafel | Six pieces | 650 | vegan glutenFree | sauce', 'Halloumi | Grilled, mint | 750 | vegetarian glutenFree | sauce', 'Batata harra | Potatoes, chilli, coriander | 560 | vegan glutenFree spicy | sauce', 'Lamb kibbeh | Four pieces | 820 | | sauce'],
      Grill: ['Shish taouk | Marinated chicken, rice | 1390 | glutenFree | sauce more', 'Kafta | Minced lamb, rice | 1350 | glutenFree | sauce more', 'Mixed grill | Three skewers | 1790 | glutenFree | sauce more'],
      'Sweets and drinks': ['Baklava | Three pieces | 480 | vegetarian |', '*Mint tea | | 290 | vegan |', '*Rose lemonade 0.4 l | | 380 | vegan |'],
    },
  },
  {
    name: 'Wok & Wolke', cuisines: ['chinese', 'asian'], at: [48.1963, 11.6117], radius: 5000, minimum: 1200, prep: 15, hours: on(allWeek, '11:00', '22:00'),
    description: 'Hot wok, hand-pulled noodles, dumplings by the dozen.', address: 'Wolkengasse 5',
    options: {
      with: ['With', 1, 1, ['Vegetables', 0], ['Tofu', 50], ['Chicken', 100], ['Beef', 200]],
      count: size(['6 pieces', 0], ['12 pieces', 500]),
      dip: ['Dip', 0, 2, ['Black vinegar', 0], ['Chilli crisp', 50], ['Soy and ginger', 0]],
      more: extras(['Jasmine rice', 200], ['Fried egg', 150], ['Extra greens', 180]),
    },
    menu: {
      Dumplings: ['Pork and chive | | 650 | | count dip', 'Mushroom and cabbage | | 620 | vegan | count dip', 'Prawn and ginger | | 790 | | count dip'],
      Wok: ['Kung pao | Peanuts, dried chilli | 1190 | spicy | with more', 'Sweet and sour | Pineapple, peppers | 1090 | | with more', 'Ginger and spring onion | | 1120 | | with more', 'Mapo tofu | Szechuan pepper | 1050 | vegan spicy | more', 'Aubergine in bean sauce | | 1020 | vegan | more'],
      Noodles: ['Hand-pulled noodles | Chilli oil, greens | 1090 | | with more', 'Dan dan noodles | Sesame, minced pork | 1150 | spicy |', 'Noodle soup | Clear broth | 990 | | with more'],
      'Sides and drinks': ['Smashed cucumber | Garlic, vinegar | 490 | vegan glutenFree |', 'Sesame balls | Four pieces | 420 | vegan |', '*Oolong tea 0.4 l | | 320 | vegan |', '*Lychee soda 0.33 l | | 340 | vegan |'],
    },
  },
];
